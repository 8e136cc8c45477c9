using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>Says which types may travel as they lie in memory.</summary>
/// <remarks>
/// Such a type has no padding, which could hold anything; no reference, address or handle; and any bits are a value of it, so
/// that a hostile worker can make no other. All its fields are what System.Text.Json writes, too: a struct that keeps
/// something to itself, or has a converter, may mean by it something of its own process.
/// </remarks>
internal static class RawTypes
{
    // Reference assemblies do not show the fields of these.
    private static readonly Dictionary<string, Layout> Known = new()
    {
        ["System.Guid"] = new(16, 4),
        ["System.TimeSpan"] = new(8, 8),
        ["System.Half"] = new(2, 2),
        ["System.Int128"] = new(16, 16),
        ["System.UInt128"] = new(16, 16),
        ["System.Numerics.Vector2"] = new(8, 4),
        ["System.Numerics.Vector3"] = new(12, 4),
        ["System.Numerics.Vector4"] = new(16, 4),
        ["System.Numerics.Quaternion"] = new(16, 4),
        ["System.Drawing.Point"] = new(8, 4),
        ["System.Drawing.PointF"] = new(8, 4),
        ["System.Drawing.Size"] = new(8, 4),
        ["System.Drawing.SizeF"] = new(8, 4),
        ["System.Drawing.Rectangle"] = new(16, 4),
        ["System.Drawing.RectangleF"] = new(16, 4),
    };

    /// <summary>Whether it is a number or a character: as JSON it is the same value.</summary>
    public static bool IsNumber(ITypeSymbol type) => type.SpecialType is not SpecialType.System_Boolean && SizeOf(type.SpecialType) > 0;

    /// <summary>Whether arrays of it travel raw, besides those of numbers; the reader checks the three of which not all bits
    /// are values.</summary>
    public static bool IsElement(ITypeSymbol type) =>
        type.SpecialType is SpecialType.System_Boolean or SpecialType.System_Decimal or SpecialType.System_DateTime
        || (!IsNumber(type) && LayoutOf(type) is not null);

    private static Layout? LayoutOf(ITypeSymbol type)
    {
        if (type is not INamedTypeSymbol { IsValueType: true, IsRefLikeType: false } named)
        {
            return null;
        }

        if ((named.EnumUnderlyingType ?? named).SpecialType is not SpecialType.None and var special)
        {
            return special is not SpecialType.System_Boolean && SizeOf(special) is > 0 and var size ? new Layout(size, size) : null;
        }

        return Known.TryGetValue(SymbolNames.Metadata(named), out var known) ? known
            : named.IsTupleType ? OfTuple(named)
            : OfStruct(named);
    }

    // The runtime orders a tuple's elements as it likes: without a gap for certain where all are alike.
    private static Layout? OfTuple(INamedTypeSymbol type)
    {
        // The eighth element is the first of a tuple in the tuple.
        var layouts = type.TupleElements.Select(element => LayoutOf(element.Type)).ToList();
        return layouts.Count < 8 && layouts[0] is { } first && first.Size % first.Alignment == 0 && layouts.All(each => each == first)
            ? new Layout(first.Size * layouts.Count, first.Alignment)
            : null;
    }

    private static Layout? OfStruct(INamedTypeSymbol type)
    {
        // Of a struct of another assembly it cannot be seen whether it has a layout of its own. One that has, or an array
        // inlined into it, is rare. Fields that hold the parameters of a primary constructor are not among the members.
        if (type.DeclaringSyntaxReferences.IsEmpty || type.GetAttributes().Any(IsLayoutOrConverter) || HasHiddenFields(type))
        {
            return null;
        }

        var offset = 0;
        var alignment = 1;
        foreach (var field in type.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsStatic))
        {
            if (field.IsFixedSizeBuffer || !IsVisible(field) || LayoutOf(field.Type) is not { } layout || offset % layout.Alignment != 0)
            {
                return null;
            }

            offset += layout.Size;
            alignment = System.Math.Max(alignment, layout.Alignment);
        }

        return offset > 0 && offset % alignment == 0 ? new Layout(offset, alignment) : null;
    }

    private static bool HasHiddenFields(INamedTypeSymbol type) => !type.IsRecord && type.InstanceConstructors
        .Any(each => each.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is TypeDeclarationSyntax));

    private static bool IsVisible(IFieldSymbol field)
    {
        ISymbol member = field.AssociatedSymbol ?? field;
        return member.DeclaredAccessibility is Accessibility.Public
            && member is IFieldSymbol or IPropertySymbol { GetMethod.DeclaredAccessibility: Accessibility.Public }
            && !member.GetAttributes().Any(IsLayoutOrConverter);
    }

    private static bool IsLayoutOrConverter(AttributeData attribute)
    {
        var name = attribute.AttributeClass is { } type ? SymbolNames.Metadata(type) : "";
        return name.StartsWith("System.Text.Json.Serialization.", System.StringComparison.Ordinal)
            || name is "System.Runtime.InteropServices.StructLayoutAttribute" or "System.Runtime.CompilerServices.InlineArrayAttribute";
    }

    private static int SizeOf(SpecialType type) => type switch
    {
        SpecialType.System_Byte or SpecialType.System_SByte or SpecialType.System_Boolean => 1,
        SpecialType.System_Int16 or SpecialType.System_UInt16 or SpecialType.System_Char => 2,
        SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Single => 4,
        SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_Double => 8,
        _ => 0,
    };

    private sealed record Layout(int Size, int Alignment);
}
