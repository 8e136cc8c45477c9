using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProcessIsolate.Generator.Common;
using ProcessIsolate.Generator.Models;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>Finds the exception types that a method is seen to throw, so that they come back as themselves.</summary>
/// <remarks>Looks into the method's body, into methods of the same compilation that it calls directly, and at
/// <c>&lt;exception cref&gt;</c> in its documentation.</remarks>
internal static class ExceptionParser
{
    private static readonly Regex Cref = new("<exception\\s+cref\\s*=\\s*[\"']([^\"'{}()]+)[\"']", RegexOptions.CultureInvariant);

    /// <summary>The types that can be made again, each once, in a fixed order.</summary>
    public static EquatableArray<ExceptionModel> Find(IMethodSymbol method, Compilation compilation, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, ExceptionModel>(StringComparer.Ordinal);
        var types = Thrown(method, compilation, depth: 1, cancellationToken).Concat(Documented(method, compilation, cancellationToken));
        foreach (var type in types)
        {
            var name = type.ToDisplayString(SymbolNames.PlainCode);
            if (!found.ContainsKey(name) && FindShape(type, compilation) is { } shape)
            {
                found.Add(name, new ExceptionModel(name, shape));
            }
        }

        return EquatableArray<ExceptionModel>.From(found.Values.OrderBy(each => each.Type, StringComparer.Ordinal));
    }

    private static IEnumerable<ITypeSymbol> Thrown(
        IMethodSymbol method, Compilation compilation, int depth, CancellationToken cancellationToken)
    {
        foreach (var declaration in Declarations(method, cancellationToken))
        {
            var model = compilation.GetSemanticModel(declaration.SyntaxTree);
            foreach (var node in declaration.DescendantNodes())
            {
                var thrown = (node as ThrowStatementSyntax)?.Expression ?? (node as ThrowExpressionSyntax)?.Expression;
                if (thrown is not null && model.GetTypeInfo(thrown, cancellationToken).Type is { } type)
                {
                    yield return type;
                }

                if (depth > 0 && node is InvocationExpressionSyntax call
                    && model.GetSymbolInfo(call, cancellationToken).Symbol is IMethodSymbol called
                    && SymbolEqualityComparer.Default.Equals(called.ContainingAssembly, compilation.Assembly))
                {
                    foreach (var deeper in Thrown(called.OriginalDefinition, compilation, depth - 1, cancellationToken))
                    {
                        yield return deeper;
                    }
                }
            }
        }
    }

    private static IEnumerable<ITypeSymbol> Documented(IMethodSymbol method, Compilation compilation, CancellationToken cancellationToken)
    {
        foreach (var declaration in Declarations(method, cancellationToken))
        {
            // Read as text: without an XML documentation file the compiler keeps such comments unparsed.
            var model = compilation.GetSemanticModel(declaration.SyntaxTree);
            foreach (Match match in Cref.Matches(declaration.GetLeadingTrivia().ToFullString()))
            {
                var name = SyntaxFactory.ParseTypeName(match.Groups[1].Value);
                var info = model.GetSpeculativeTypeInfo(declaration.SpanStart, name, SpeculativeBindingOption.BindAsTypeOrNamespace);
                if (info.Type is { TypeKind: TypeKind.Class } type)
                {
                    yield return type;
                }
            }
        }
    }

    private static IEnumerable<SyntaxNode> Declarations(IMethodSymbol method, CancellationToken cancellationToken) =>
        method.DeclaringSyntaxReferences
            .Concat(method.PartialImplementationPart?.DeclaringSyntaxReferences ?? [])
            .Select(reference => reference.GetSyntax(cancellationToken));

    private static ExceptionShape? FindShape(ITypeSymbol type, Compilation compilation)
    {
        if (type is not INamedTypeSymbol { IsAbstract: false, IsGenericType: false } named
            || !SymbolNames.DerivesFrom(named, KnownNames.Exception)
            || named.IsFileLocal
            || !compilation.IsSymbolAccessibleWithin(named, compilation.Assembly)
            || HasRequiredMembers(named))
        {
            return null;
        }

        foreach (var shape in new[] { ExceptionShape.MessageAndInner, ExceptionShape.Message, ExceptionShape.Empty })
        {
            if (named.InstanceConstructors.FirstOrDefault(each => Fits(each, shape)) is { } constructor
                && compilation.IsSymbolAccessibleWithin(constructor, compilation.Assembly))
            {
                return IsHandledByRuntime(named, constructor) ? null : shape;
            }
        }

        return null;
    }

    private static bool Fits(IMethodSymbol constructor, ExceptionShape shape) => shape switch
    {
        ExceptionShape.MessageAndInner => constructor.Parameters.Length == 2 && TakesText(constructor)
            && SymbolNames.Is(constructor.Parameters[1].Type, KnownNames.Exception),
        ExceptionShape.Message => constructor.Parameters.Length == 1 && TakesText(constructor),
        _ => constructor.Parameters.IsEmpty,
    };

    private static bool TakesText(IMethodSymbol constructor) => constructor.Parameters[0].Type.SpecialType is SpecialType.System_String;

    /// <summary>The base library's argument exceptions take a parameter's name where others take the message.</summary>
    private static bool IsHandledByRuntime(INamedTypeSymbol type, IMethodSymbol constructor) =>
        (type.ContainingNamespace?.ToDisplayString() ?? "").Split('.')[0] == "System"
        && (SymbolNames.DerivesFrom(type, "System.ArgumentException")
            || (constructor.Parameters.Length > 0 && constructor.Parameters[0].Name != "message"));

    private static bool HasRequiredMembers(INamedTypeSymbol type) => SymbolNames.SelfAndBases(type)
        .SelectMany(each => each.GetMembers())
        .Any(member => member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true });
}
