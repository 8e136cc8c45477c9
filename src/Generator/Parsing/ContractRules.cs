using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>A place within a type that cannot cross a process boundary, and why.</summary>
/// <param name="Path">From the type to the member, such as <c>Order.Lines[].Handler</c>.</param>
/// <param name="Reason">Half a sentence.</param>
/// <param name="IsUnknown">Whether the type does not exist (yet): the compiler has the word, not we.</param>
/// <param name="IsOpen">Whether a type parameter is in the way: it is judged where it is known.</param>
internal sealed record TypeProblem(string Path, string Reason, bool IsUnknown = false, bool IsOpen = false);

/// <summary>What can be said at build time of which values may cross a process boundary.</summary>
/// <remarks>A call copies its object graph field by field, so all may cross but what belongs to one process. The generator
/// skips by this list and the analyzers report by it; both compile this file, so that they cannot disagree. What only a value
/// shows is refused where it is sent.</remarks>
internal static class ContractRules
{
    private const string Address = "an address or handle is valid in one process only";

    /// <summary>The first reason why values of the type cannot cross.</summary>
    /// <returns>Null when they can, as far as their type tells.</returns>
    public static TypeProblem? FindProblem(ITypeSymbol type) =>
        FindProblem(type, SymbolNames.Root(type), new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default));

    /// <summary>The first reason why values of the type cannot be items of a queue or pipe, or stand in shared memory.</summary>
    /// <returns>Null when they can.</returns>
    public static TypeProblem? FindItemProblem(ITypeSymbol type)
    {
        var path = type.ToDisplayString(SymbolNames.Short);
        return type switch
        {
            // Judged where the type argument is known.
            ITypeParameterSymbol => null,
            { IsUnmanagedType: true } => FindAddress(type, path, new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default)),
            _ => FindProblem(type),
        };
    }

    private static TypeProblem? FindAddress(ITypeSymbol type, string path, HashSet<ITypeSymbol> seen)
    {
        if (IsAddress(type))
        {
            return new TypeProblem(path, Address);
        }

        // Of the base library only the public face is seen here, where a handle is a number.
        if (type is INamedTypeSymbol named && FindRefusal(named) is { } reason)
        {
            return new TypeProblem(path, reason);
        }

        return type is INamedTypeSymbol { TypeKind: TypeKind.Struct, SpecialType: SpecialType.None } && seen.Add(type)
            ? Fields(type).Select(field => FindAddress(field.Type, path + "." + (field.AssociatedSymbol ?? field).Name, seen))
                .FirstOrDefault(problem => problem is not null)
            : null;
    }

    private static TypeProblem? FindProblem(ITypeSymbol type, string path, HashSet<ITypeSymbol> seen) => type switch
    {
        IErrorTypeSymbol => new TypeProblem(path, "the type is not known", IsUnknown: true),
        ITypeParameterSymbol => new TypeProblem(path, "a type parameter says nothing of how its values travel", IsOpen: true),
        IDynamicTypeSymbol => new TypeProblem(path, "its type is not known at build time; pass it as object"),
        IArrayTypeSymbol array => FindProblem(array.ElementType, path + "[" + new string(',', array.Rank - 1) + "]", seen),
        INamedTypeSymbol { IsRefLikeType: true } => new TypeProblem(path, "it lives on the stack of one thread"),
        _ when IsAddress(type) => new TypeProblem(path, Address),
        INamedTypeSymbol named => FindNamedProblem(named, path, seen),
        _ => new TypeProblem(path, "nothing is known of how its values travel"),
    };

    private static TypeProblem? FindNamedProblem(INamedTypeSymbol type, string path, HashSet<ITypeSymbol> seen)
    {
        if (type.TypeKind is TypeKind.Enum || IsElementary(type) || IsShared(type) || !seen.Add(type))
        {
            return null;
        }

        if (FindRefusal(type) is { } reason)
        {
            return new TypeProblem(path, reason);
        }

        if (type.IsTupleType)
        {
            return FirstProblem(type.TupleElements.Select(element => (element.Type, path + "." + element.Name)), seen);
        }

        if (IsBaseLibrary(type))
        {
            return type.TypeKind is not TypeKind.Interface && !CopiedTypes.Contains(type)
                ? new TypeProblem(path, "it belongs to one process, or keeps to itself what it is made of")
                : FirstProblem(type.TypeArguments.Select(argument => (argument, path + Step(type))), seen);
        }

        return FindMemberProblem(type, path, seen);
    }

    private static TypeProblem? FindMemberProblem(INamedTypeSymbol type, string path, HashSet<ITypeSymbol> seen)
    {
        if (type.GetMembers().OfType<IMethodSymbol>().Any(method => method.MethodKind is MethodKind.Destructor))
        {
            return new TypeProblem(path, "it has a finalizer, so it owns something of this process");
        }

        if (type.BaseType is { SpecialType: SpecialType.None } based && IsBaseLibrary(based) && !CopiedTypes.Contains(based))
        {
            return new TypeProblem(path, $"its base class '{based.Name}' belongs to one process, or keeps to itself what it is made of");
        }

        // Null crosses in a field of any class; whether there is something only a value shows.
        var own = Fields(type).Where(field => field.AssociatedSymbol is not IEventSymbol && !MayBeNull(field.Type) && !IsLeftOut(field))
            .Select(field => (field.Type, path + "." + (field.AssociatedSymbol ?? field).Name));
        return FirstProblem(own, seen)
            ?? (type.BaseType is { SpecialType: SpecialType.None } next ? FindProblem(next, path, seen) : null);
    }

    private static bool MayBeNull(ITypeSymbol type) =>
        type.IsReferenceType && type.NullableAnnotation is not NullableAnnotation.NotAnnotated;

    private static bool IsLeftOut(IFieldSymbol field) => SymbolNames.Attribute(field, "System.NonSerializedAttribute") is not null;

    private static string? FindRefusal(INamedTypeSymbol type)
    {
        foreach (var each in SymbolNames.SelfAndBases(type).OfType<INamedTypeSymbol>())
        {
            if (CopiedTypes.Refusals.TryGetValue(SymbolNames.Metadata(each), out var reason))
            {
                return reason;
            }
        }

        return null;
    }

    private static IEnumerable<IFieldSymbol> Fields(ITypeSymbol type) =>
        type.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsStatic && !field.IsConst && !field.IsFixedSizeBuffer);

    /// <summary>Types of which the compiler itself knows, and whose values, or those below them, cross. Of others that it knows, such as
    /// <c>Delegate</c>, the list has the word.</summary>
    private static bool IsElementary(INamedTypeSymbol type) => type.SpecialType is SpecialType.System_Object or SpecialType.System_Enum
        or SpecialType.System_ValueType or SpecialType.System_Array or SpecialType.System_DateTime
        or (>= SpecialType.System_Boolean and <= SpecialType.System_String);

    private static bool IsAddress(ITypeSymbol type) => type is IPointerTypeSymbol or IFunctionPointerTypeSymbol
        or { SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr };

    private static bool IsShared(INamedTypeSymbol type) => CrossingTypes.Shared.Contains(SymbolNames.Metadata(type));

    private static string Step(INamedTypeSymbol type) =>
        type.OriginalDefinition.SpecialType is SpecialType.System_Nullable_T || type.Name is "Lazy" ? "" : "[]";

    private static TypeProblem? FirstProblem(IEnumerable<(ITypeSymbol Type, string Path)> parts, HashSet<ITypeSymbol> seen) =>
        parts.Select(part => FindProblem(part.Type, part.Path, seen)).FirstOrDefault(problem => problem is not null);

    /// <summary>Whether an assembly of that name is the base library's; a package of such a name is taken for it here, and its
    /// values show at run time.</summary>
    private static bool IsBaseLibrary(INamedTypeSymbol type)
    {
        var assembly = type.ContainingAssembly;
        return assembly is not null
            && (assembly.Name is "mscorlib" or "netstandard" or "System" || assembly.Name.StartsWith("System.", System.StringComparison.Ordinal))
            && assembly.Identity.PublicKeyToken.Length > 0 && CopiedTypes.IsOfBaseLibrary(assembly.Name);
    }
}
