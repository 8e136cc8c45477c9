using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using ProcessIsolate.Generator.Models;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>Finds the collections of structures that cross: a compiler ahead of time has to be told of the code for each.</summary>
/// <remarks>Code for classes is shared. Codecs are named after what they move; <c>src/Runtime/Values</c> has them.</remarks>
internal sealed class CodecFinder(Compilation compilation)
{
    private const string Known = "ProcessIsolate.RunInProcessKnownTypeAttribute";

    private static readonly HashSet<string> Collections =
    [
        "List", "Dictionary", "HashSet", "Queue", "Stack", "LinkedList", "SortedDictionary", "SortedList", "SortedSet", "PriorityQueue",
        "OrderedDictionary", "ConcurrentDictionary", "ConcurrentQueue", "ConcurrentStack", "ConcurrentBag", "EqualityComparer", "Comparer", "Lazy",
        "ImmutableArray", "ImmutableList", "ImmutableQueue", "ImmutableStack", "ImmutableHashSet", "ImmutableSortedSet", "ImmutableDictionary",
        "ImmutableSortedDictionary", "FrozenSet", "FrozenDictionary", "Memory", "ReadOnlyMemory", "ArraySegment",
    ];

    // What mostly stands behind an interface.
    private static readonly Dictionary<string, string[]> Behind = new()
    {
        ["IEnumerable"] = ["IEnumerable", "List"],
        ["ICollection"] = ["List"],
        ["IList"] = ["List"],
        ["IReadOnlyCollection"] = ["List"],
        ["IReadOnlyList"] = ["List"],
        ["ReadOnlyCollection"] = ["List"],
        ["Collection"] = ["List"],
        ["ObservableCollection"] = ["List"],
        ["ISet"] = ["HashSet"],
        ["IReadOnlySet"] = ["HashSet"],
        ["IDictionary"] = ["Dictionary"],
        ["IReadOnlyDictionary"] = ["Dictionary"],
        ["ReadOnlyDictionary"] = ["Dictionary"],
        ["IEqualityComparer"] = ["EqualityComparer"],
        ["IComparer"] = ["Comparer"],
    };

    private readonly HashSet<ITypeSymbol> seen = new(SymbolEqualityComparer.Default);
    private readonly SortedSet<string> found = new(StringComparer.Ordinal);
    private readonly List<ShapeModel> enums = [];

    /// <summary>The codecs found, as expressions.</summary>
    public IEnumerable<string> Codecs => found;

    /// <summary>Enumerations of the base library that the assembly names.</summary>
    public IEnumerable<ShapeModel> Named => enums;

    /// <summary>Types of libraries found on the way.</summary>
    public LibraryShapes Libraries { get; } = new(compilation);

    /// <summary>Looks through what types, marked methods and named types hold.</summary>
    public void Find(IEnumerable<INamedTypeSymbol> types, CancellationToken cancellationToken)
    {
        foreach (var type in types)
        {
            Visit(type);
        }

        foreach (var attribute in compilation.Assembly.GetAttributes().Where(each => SymbolNames.Is(each.AttributeClass, Known)))
        {
            if (attribute.ConstructorArguments.FirstOrDefault().Value is ITypeSymbol named)
            {
                Visit(named);
                if (named is INamedTypeSymbol { TypeKind: TypeKind.Enum } kind && CopiedTypes.IsOfBaseLibrary(kind.ContainingAssembly.Name))
                {
                    enums.Add(ShapeParser.Create(kind));
                }
            }
        }

        var marked = MarkedMethods.Of(compilation, cancellationToken);
        foreach (var method in marked.AssemblyMarked.Select(pair => pair.Key).Concat(MarkedIn(compilation.Assembly.GlobalNamespace, marked)))
        {
            Visit(method.ReturnType);
            foreach (var parameter in method.Parameters)
            {
                Visit(parameter.Type);
            }
        }
    }

    private static IEnumerable<IMethodSymbol> MarkedIn(INamespaceOrTypeSymbol container, MarkedMethods marked) => container.GetMembers()
        .SelectMany(member => member switch
        {
            INamespaceOrTypeSymbol inner => MarkedIn(inner, marked),
            IMethodSymbol method when marked.MayBeMarked(method.Name) && Marks.Of(method) is not null => [method],
            _ => [],
        });

    private void Visit(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array)
        {
            Visit(array.ElementType);
            return;
        }

        if (type is not INamedTypeSymbol { TypeKind: not TypeKind.Error } named || !seen.Add(type))
        {
            return;
        }

        foreach (var argument in named.TypeArguments)
        {
            Visit(argument);
        }

        if (CopiedTypes.IsOfBaseLibrary(named.ContainingAssembly?.Name ?? ""))
        {
            AddCodecs(named);
        }
        else if (named.TypeKind is TypeKind.Class or TypeKind.Struct or TypeKind.Interface && named.ContainingAssembly?.Name != KnownNames.RuntimeAssembly)
        {
            Libraries.Add(named, AddLibraryCodecs);
            foreach (var field in named.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsStatic))
            {
                Visit(field.Type);
            }

            if (named.BaseType is { } based)
            {
                Visit(based);
            }
        }
    }

    private void AddCodecs(INamedTypeSymbol type)
    {
        if (type.TypeArguments.IsEmpty || type.TypeArguments.Any(IsOpen) || !type.TypeArguments.Any(each => each.IsValueType))
        {
            return;
        }

        foreach (var name in CodecsOf(type.Name))
        {
            var codec = $"ProcessIsolate.Values.{name}Codec`{type.TypeArguments.Length}, ProcessIsolate";
            found.Add($"{ByName(codec)}.MakeGenericType({string.Join(", ", type.TypeArguments.Select(Expression))})");
        }
    }

    private void AddLibraryCodecs(LibraryTypeName type, IAssemblySymbol assembly)
    {
        var tick = type.Name.IndexOf('`');
        var name = tick < 0 ? "" : type.Name.Substring(type.Name.LastIndexOf('.') + 1, tick - type.Name.LastIndexOf('.') - 1);
        if (type.IsHere || !type.Arguments.Any(each => each.IsValueType) || type.Arguments.Any(each => each.Parts().Any(part => part.Name.Length == 0)))
        {
            return;
        }

        foreach (var codec in CodecsOf(name))
        {
            found.Add($"{ByName($"ProcessIsolate.Values.{codec}Codec`{type.Arguments.Length}, ProcessIsolate")}.MakeGenericType("
                + $"{string.Join(", ", type.Arguments.Select(each => Expression(each, assembly)))})");
        }
    }

    private string Expression(LibraryTypeName type, IAssemblySymbol assembly)
    {
        var name = type.IsHere ? type.Name + ", " + assembly.Name
            : compilation.GetTypeByMetadataName(type.Name) is { } known ? NameOf(known) : type.Name;
        return type.Arguments.IsEmpty ? ByName(name)
            : $"{ByName(name)}.MakeGenericType({string.Join(", ", type.Arguments.Select(each => Expression(each, assembly)))})";
    }

    private static string[] CodecsOf(string name) =>
        Collections.Contains(name) ? [name] : Behind.TryGetValue(name, out var behind) ? behind : [];

    private static bool IsOpen(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => IsOpen(array.ElementType),
        INamedTypeSymbol named => named.TypeArguments.Any(IsOpen),
        _ => true,
    };

    // By its name where code in another type cannot name it.
    private string Expression(ITypeSymbol type) => type switch
    {
        _ when Reachability.CanName(type, compilation) => $"typeof({type.ToDisplayString(SymbolNames.PlainCode)})",
        IArrayTypeSymbol { IsSZArray: true } array => Expression(array.ElementType) + ".MakeArrayType()",
        INamedTypeSymbol { TypeArguments.IsEmpty: false } named =>
            $"{ByName(NameOf(named.OriginalDefinition))}.MakeGenericType({string.Join(", ", named.TypeArguments.Select(Expression))})",
        _ => ByName(NameOf((INamedTypeSymbol)type)),
    };

    private static string NameOf(INamedTypeSymbol type) => SymbolNames.Metadata(type) + ", " + type.ContainingAssembly.Name;

    private static string ByName(string name) => $"global::System.Type.GetType({Literals.Text(name)})!";
}
