using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>What the contexts that an assembly names for its calls can write without reflection.</summary>
internal sealed class JsonContexts
{
    /// <summary>The property of a report that holds the missing type, as code names it from anywhere.</summary>
    public const string TypeProperty = "Type";

    private readonly HashSet<ITypeSymbol> known = new(SymbolEqualityComparer.Default);

    private JsonContexts(bool isComplete) => IsComplete = isComplete;

    /// <summary>Whether the types are known; a resolver written by hand names none.</summary>
    public bool IsComplete { get; }

    /// <summary>Reads the contexts of an assembly.</summary>
    public static JsonContexts Of(IAssemblySymbol assembly)
    {
        var contexts = Named(assembly).ToList();
        var result = new JsonContexts(contexts.All(context => Types(context).Any() || !context.DeclaringSyntaxReferences.IsEmpty));
        foreach (var type in contexts.SelectMany(Types))
        {
            TypeParts.Collect(type, result.known);
        }

        return result;
    }

    /// <summary>The context classes, in the order in which they are asked.</summary>
    public static IEnumerable<INamedTypeSymbol> Named(IAssemblySymbol assembly) => assembly.GetAttributes()
        .Where(attribute => SymbolNames.Is(attribute.AttributeClass, KnownNames.JsonContextAttribute))
        .Select(attribute => attribute.ConstructorArguments.FirstOrDefault().Value).OfType<INamedTypeSymbol>();

    /// <summary>Whether values of the type can be written.</summary>
    public bool Has(ITypeSymbol type) => known.Contains(type.WithNullableAnnotation(NullableAnnotation.None));

    private static IEnumerable<ITypeSymbol> Types(INamedTypeSymbol context) => context.GetAttributes()
        .Where(attribute => SymbolNames.Is(attribute.AttributeClass, KnownNames.JsonSerializableAttribute))
        .Select(attribute => attribute.ConstructorArguments.FirstOrDefault().Value).OfType<ITypeSymbol>();
}
