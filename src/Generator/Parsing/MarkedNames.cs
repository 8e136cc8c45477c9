using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>The names of methods that may be marked, found without binding: what a call's name is tested against.</summary>
internal static class MarkedNames
{
    // Trees and references outlive the compilations made of them, so that an edit looks at the edited file only.
    private static readonly ConditionalWeakTable<SyntaxTree, TreeNames> ByTree = new();
    private static readonly ConditionalWeakTable<MetadataReference, StrongBox<ImmutableArray<string>>> ByReference = new();

    /// <summary>Names of methods marked in the compilation's own source.</summary>
    public static IEnumerable<string> InSource(Compilation compilation, CancellationToken cancellationToken)
    {
        var trees = compilation.SyntaxTrees.Select(tree => ByTree.GetValue(tree, each => TreeNames.Read(each, cancellationToken))).ToList();

        // Where an alias renames the attribute, every method with any attribute is looked at.
        return trees.Any(tree => tree.HasAlias) ? trees.SelectMany(tree => tree.Attributed) : trees.SelectMany(tree => tree.Marked);
    }

    /// <summary>Those of generic methods, in order.</summary>
    public static IEnumerable<string> GenericInSource(Compilation compilation, CancellationToken cancellationToken) => compilation.SyntaxTrees
        .SelectMany(tree => ByTree.GetValue(tree, each => TreeNames.Read(each, cancellationToken)).Generic)
        .Distinct().OrderBy(name => name, StringComparer.Ordinal);

    /// <summary>Whether some file renames one of our attributes, so that its name in code says nothing.</summary>
    public static bool HasAlias(Compilation compilation, CancellationToken cancellationToken) =>
        compilation.SyntaxTrees.Any(tree => ByTree.GetValue(tree, each => TreeNames.Read(each, cancellationToken)).HasAlias);

    /// <summary>The name of an attribute as code writes it, without what stands before its last dot.</summary>
    public static string Last(NameSyntax name) => name switch
    {
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax aliased => aliased.Name.Identifier.ValueText,
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        _ => "",
    };

    /// <summary>Names of methods marked in referenced assemblies.</summary>
    public static IEnumerable<string> InReferences(Compilation compilation)
    {
        foreach (var reference in compilation.References)
        {
            if (compilation.GetAssemblyOrModuleSymbol(reference) is not IAssemblySymbol assembly || !Marks.UsesRuntime(assembly))
            {
                continue;
            }

            var names = reference is CompilationReference
                ? Read(assembly)
                : ByReference.GetValue(reference, _ => new StrongBox<ImmutableArray<string>>(Read(assembly))).Value;
            foreach (var name in names)
            {
                yield return name;
            }
        }
    }

    private static ImmutableArray<string> Read(IAssemblySymbol assembly)
    {
        foreach (var attribute in assembly.GetAttributes())
        {
            if (SymbolNames.Is(attribute.AttributeClass, KnownNames.AssemblyMetadataAttribute)
                && attribute.ConstructorArguments.Length == 2
                && attribute.ConstructorArguments[0].Value is KnownNames.MarkedNamesKey
                && attribute.ConstructorArguments[1].Value is string list)
            {
                return [.. list.Split([';'], StringSplitOptions.RemoveEmptyEntries)];
            }
        }

        return [.. Types(assembly.GlobalNamespace).SelectMany(type => type.GetMembers()).OfType<IMethodSymbol>()
            .Where(method => method.IsStatic && Marks.Of(method) is not null).Select(method => method.Name).Distinct()];
    }

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol container)
    {
        foreach (var member in container.GetMembers().OfType<INamespaceOrTypeSymbol>())
        {
            if (member is INamedTypeSymbol type)
            {
                yield return type;
            }

            foreach (var inner in Types(member))
            {
                yield return inner;
            }
        }
    }

    private sealed record TreeNames(
        ImmutableHashSet<string> Marked, ImmutableHashSet<string> Attributed, ImmutableArray<string> Generic, bool HasAlias)
    {
        public static TreeNames Read(SyntaxTree tree, CancellationToken cancellationToken)
        {
            var marked = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
            var attributed = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
            var generic = ImmutableArray.CreateBuilder<string>();
            var hasAlias = false;
            foreach (var node in tree.GetRoot(cancellationToken).DescendantNodes(IsOutsideOfBodies))
            {
                if (node is MethodDeclarationSyntax { AttributeLists.Count: > 0 } method)
                {
                    attributed.Add(method.Identifier.ValueText);
                    if (method.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => IsMark(attribute.Name)))
                    {
                        marked.Add(method.Identifier.ValueText);
                        if (IsGeneric(method))
                        {
                            generic.Add(method.Identifier.ValueText);
                        }
                    }
                }
                else if (node is UsingDirectiveSyntax { Alias: not null, Name: { } target } && KnownNames.IsOurAttribute(Last(target)))
                {
                    hasAlias = true;
                }
            }

            return new TreeNames(marked.ToImmutable(), attributed.ToImmutable(), generic.ToImmutable(), hasAlias);
        }

        private static bool IsOutsideOfBodies(SyntaxNode node) => node is not BlockSyntax and not ArrowExpressionClauseSyntax;

        private static bool IsGeneric(MethodDeclarationSyntax method) => method.TypeParameterList is not null
            || method.Ancestors().OfType<TypeDeclarationSyntax>().Any(type => type.TypeParameterList is not null);

        private static bool IsMark(NameSyntax name) =>
            Last(name) is KnownNames.MarkAttributeShort or KnownNames.MarkAttributeShort + "Attribute";
    }
}
