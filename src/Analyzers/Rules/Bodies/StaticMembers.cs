using System.Linq;
using Microsoft.CodeAnalysis;

namespace ProcessIsolate.Analyzers;

/// <summary>Tells static members that hold something from those that compute it.</summary>
internal static class StaticMembers
{
    /// <summary>Whether the member is kept once in each process: a field, an automatic property or an event. Of another assembly's properties,
    /// which show no field, those that can be set.</summary>
    public static bool IsState(ISymbol member) => member switch
    {
        { IsStatic: false } => false,
        IFieldSymbol field => !field.IsConst && field.ContainingType.TypeKind is not TypeKind.Enum,
        IPropertySymbol property => IsAutomatic(property)
            || property.OriginalDefinition is { DeclaringSyntaxReferences.IsEmpty: true, SetMethod: not null, IsImplicitlyDeclared: false },
        IEventSymbol each => IsFieldLike(each),
        _ => false,
    };

    /// <summary>Whether the state itself can be given another value after its type is initialised.</summary>
    public static bool IsSettable(ISymbol state) => state switch
    {
        IFieldSymbol field => !field.IsReadOnly,
        IPropertySymbol property => property.SetMethod is not null,
        _ => true,
    };

    /// <summary>Whether code outside of this compilation can give it another value.</summary>
    public static bool IsSettableFromOutside(ISymbol state) => IsSettable(state)
        && (state as IPropertySymbol)?.SetMethod?.DeclaredAccessibility is null or Accessibility.Public
        && IsVisibleOutside(state);

    /// <summary>Whether the property, which is known by its source, has a field behind it.</summary>
    private static bool IsAutomatic(IPropertySymbol property) => property.OriginalDefinition is var definition
        && !definition.DeclaringSyntaxReferences.IsEmpty
        && definition.ContainingType.GetMembers().OfType<IFieldSymbol>()
            .Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, definition));

    private static bool IsFieldLike(IEventSymbol each) => !each.DeclaringSyntaxReferences.IsEmpty
        && each.AddMethod is not { IsImplicitlyDeclared: false };

    private static bool IsVisibleOutside(ISymbol symbol)
    {
        for (var each = symbol; each is not null and not INamespaceSymbol; each = each.ContainingSymbol)
        {
            if (each.DeclaredAccessibility is not Accessibility.Public)
            {
                return false;
            }
        }

        return true;
    }
}
