using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using ProcessIsolate.Generator.Common;
using ProcessIsolate.Generator.Models;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>Says how generated code calls a method, by the way <see cref="Reachability"/> found.</summary>
internal static class TargetParser
{
    private static readonly SymbolDisplayFormat NamespaceFormat = SymbolDisplayFormat.FullyQualifiedFormat
        .WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted);

    /// <summary>Makes the model of a method that can be reached.</summary>
    public static TargetModel Create(IMethodSymbol method, Compilation compilation)
    {
        var reach = Reachability.Of(method, compilation).Kind;
        var type = method.ContainingType;
        var isForeign = !SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly);
        return new TargetModel(
            reach,
            type.ToDisplayString(SymbolNames.PlainCode),
            Identifiers.Escape(method.Name) + TypeArguments(method),
            method.MetadataName,
            reach is ReachKind.AccessorByTypeName ? SymbolNames.Metadata(type) + ", " + type.ContainingAssembly.Name : null,
            reach is ReachKind.Forwarder ? Partial(type) : null,
            reach is ReachKind.Forwarder ? KnownNames.ForwarderPrefix + StableHash.Of(method.ToDisplayString(SymbolNames.Full)) : null,
            EquatableArray<string>.From(method.TypeArguments.Select(argument => ValueParser.Create(argument).PlainType)),
            isForeign && Marks.UsesRuntime(type.ContainingAssembly));
    }

    private static string TypeArguments(IMethodSymbol method) => method.TypeArguments.IsEmpty
        ? ""
        : "<" + string.Join(", ", method.TypeArguments.Select(argument => argument.ToDisplayString(SymbolNames.Code))) + ">";

    /// <summary>The declarations around a member added to a partial type.</summary>
    public static PartialTypeModel Partial(INamedTypeSymbol type)
    {
        var headers = new List<string>();
        for (var each = type; each is not null; each = each.ContainingType)
        {
            headers.Insert(0, "partial " + Keyword(each) + " " + Identifiers.Escape(each.Name));
        }

        var space = type.ContainingNamespace;
        return new PartialTypeModel(
            space.IsGlobalNamespace ? null : space.ToDisplayString(NamespaceFormat),
            EquatableArray<string>.From(headers));
    }

    private static string Keyword(INamedTypeSymbol type) => type switch
    {
        { TypeKind: TypeKind.Interface } => "interface",
        { TypeKind: TypeKind.Struct, IsRecord: true } => "record struct",
        { TypeKind: TypeKind.Struct } => "struct",
        { IsRecord: true } => "record",
        _ => "class",
    };
}
