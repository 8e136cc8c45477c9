using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>Finds fields of an object that System.Text.Json does not write and nothing restores.</summary>
/// <remarks>Looks at source only: referenced assemblies do not show their private fields.</remarks>
internal static class PrivateState
{
    /// <summary>Made anew with each object and never carried along.</summary>
    private static readonly ImmutableHashSet<string> Tools =
    [
        "System.Object", "System.Threading.Lock", "System.Threading.SemaphoreSlim", "System.Threading.Mutex",
        "System.Threading.ReaderWriterLockSlim", "System.Lazy`1", "System.WeakReference", "System.WeakReference`1",
    ];

    /// <summary>The fields, or the properties whose fields they are.</summary>
    public static IEnumerable<ISymbol> Of(INamedTypeSymbol type)
    {
        // A collection that is written from scratch keeps its elements there, and they do travel.
        var keepsElements = TypeParts.IsOwnCollection(type)
            && !SymbolNames.SelfAndBases(type).Any(each => each.DeclaringSyntaxReferences.IsEmpty && each.SpecialType is not SpecialType.System_Object);
        if (keepsElements || !MemberRules.TryFindConstructor(type, out var constructor))
        {
            yield break;
        }

        var members = MemberRules.Members(type).Select(member => member.Symbol).ToList();
        foreach (var field in SymbolNames.SelfAndBases(type).SelectMany(each => each.GetMembers()).OfType<IFieldSymbol>())
        {
            ISymbol owner = field.AssociatedSymbol ?? field;
            if (field is { IsStatic: false, IsConst: false } && owner is not IEventSymbol && !owner.DeclaringSyntaxReferences.IsEmpty
                && !members.Contains(owner, SymbolEqualityComparer.Default)
                && !IsLeftOutOnPurpose(owner)
                && !(field.IsReadOnly && IsTool(field.Type))
                && !IsConstant(owner)
                && !members.Any(member => member is IPropertySymbol { SetMethod: not null } && Mentions(member, owner.Name))
                && !(constructor is { Parameters.IsEmpty: false } && Mentions(constructor, owner.Name))
                && !IsSetFromParameter(owner, constructor))
            {
                yield return owner;
            }
        }
    }

    private static bool IsLeftOutOnPurpose(ISymbol symbol) =>
        SymbolNames.Attribute(symbol, KnownNames.JsonIgnoreAttribute) is not null
        || SymbolNames.Attribute(symbol, "System.NonSerializedAttribute") is not null
        || symbol.DeclaredAccessibility is Accessibility.Public;

    private static bool IsTool(ITypeSymbol type) => type is INamedTypeSymbol named && Tools.Contains(SymbolNames.Metadata(named));

    private static bool IsConstant(ISymbol symbol) => symbol.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() switch
    {
        PropertyDeclarationSyntax { Initializer.Value: LiteralExpressionSyntax } => symbol is IPropertySymbol { SetMethod: null },
        VariableDeclaratorSyntax { Initializer.Value: LiteralExpressionSyntax } => symbol is IFieldSymbol { IsReadOnly: true },
        _ => false,
    });

    /// <summary>A primary constructor's parameter may stand in an initializer.</summary>
    private static bool IsSetFromParameter(ISymbol symbol, IMethodSymbol? constructor) =>
        constructor is not null && symbol.DeclaringSyntaxReferences.Any(reference => Initializer(reference.GetSyntax()) is { } value
            && constructor.Parameters.Any(parameter => Names(value).Contains(parameter.Name)));

    private static ExpressionSyntax? Initializer(SyntaxNode declaration) => declaration switch
    {
        PropertyDeclarationSyntax property => property.Initializer?.Value,
        VariableDeclaratorSyntax variable => variable.Initializer?.Value,
        _ => null,
    };

    private static bool Mentions(ISymbol symbol, string name) =>
        symbol.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is not TypeDeclarationSyntax and var syntax && Names(syntax).Contains(name));

    private static IEnumerable<string> Names(SyntaxNode syntax) => syntax.DescendantTokens()
        .Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText);
}
