using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>A mark on the assembly.</summary>
/// <param name="Type">The type whose methods are meant.</param>
/// <param name="MethodName">Their name; null for all.</param>
/// <param name="Attribute">The mark.</param>
internal sealed record AssemblyMark(INamedTypeSymbol Type, string? MethodName, AttributeData Attribute)
{
    /// <summary>The methods that the mark names, whether or not they qualify.</summary>
    public IEnumerable<IMethodSymbol> Candidates() => Type.GetMembers().OfType<IMethodSymbol>().Where(method => MethodName is null
        ? method is { MethodKind: MethodKind.Ordinary, IsStatic: true, DeclaredAccessibility: Accessibility.Public }
        : method.Name == MethodName);

    /// <summary>The methods that the mark isolates.</summary>
    public IEnumerable<IMethodSymbol> Methods(Compilation compilation) =>
        Candidates().Where(method => !MethodRules.Judge(method, compilation).Any());
}

/// <summary>Reads marks off symbols.</summary>
internal static class Marks
{
    /// <summary>The mark on the method itself.</summary>
    public static AttributeData? Of(IMethodSymbol method) => SymbolNames.Attribute(method, KnownNames.MarkAttribute);

    /// <summary>Whether the assembly may hold marked methods at all.</summary>
    public static bool UsesRuntime(IAssemblySymbol assembly) => assembly.Modules
        .Any(module => module.ReferencedAssemblies.Any(identity => identity.Name == KnownNames.RuntimeAssembly));

    /// <summary>The marks on an assembly; those that name a method come first, since they say more.</summary>
    public static ImmutableArray<AssemblyMark> OfAssembly(IAssemblySymbol assembly) =>
    [
        .. assembly.GetAttributes().Select(ReadAssemblyMark).OfType<AssemblyMark>().OrderBy(mark => mark.MethodName is null),
    ];

    /// <summary>Reads one mark on an assembly.</summary>
    /// <returns>Null for another attribute, or one without a type.</returns>
    public static AssemblyMark? ReadAssemblyMark(AttributeData attribute)
    {
        var arguments = attribute.ConstructorArguments;
        if (!SymbolNames.Is(attribute.AttributeClass, KnownNames.MarkAttribute)
            || arguments.Length == 0
            || arguments[0].Value is not INamedTypeSymbol type)
        {
            return null;
        }

        return new AssemblyMark(type, arguments.Length > 1 ? arguments[1].Value as string : null, attribute);
    }
}
