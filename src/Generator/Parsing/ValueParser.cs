using System.Linq;
using Microsoft.CodeAnalysis;
using ProcessIsolate.Generator.Models;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>Says how values of a type are written and read: directly where the writer has a method, else through JSON
/// type information.</summary>
internal static class ValueParser
{
    /// <summary>Makes the model of a type that may cross.</summary>
    /// <param name="type">The type.</param>
    /// <param name="isBesideGraph">Whether other values of the message may refer to one of this type.</param>
    public static ValueModel Create(ITypeSymbol type, bool isBesideGraph = false)
    {
        var isNullable = type.OriginalDefinition.SpecialType is SpecialType.System_Nullable_T;
        var inner = isNullable ? ((INamedTypeSymbol)type).TypeArguments[0] : type;
        var unannotated = type.IsReferenceType ? type.WithNullableAnnotation(NullableAnnotation.NotAnnotated) : type;
        var (reader, writeCast, readCast) = Direct(inner);
        var writer = "Write";
        string? argument = null;
        if (!isBesideGraph && Elements(inner) is var (element, kind))
        {
            (reader, writer, argument) = Sequence(element, kind);
        }

        return new ValueModel(
            type.ToDisplayString(SymbolNames.Code),
            unannotated.ToDisplayString(SymbolNames.PlainCode),
            unannotated.ToDisplayString(SymbolNames.Code),
            reader,
            writer,
            argument,
            writeCast,
            readCast,
            isNullable && reader is not null,
            type.IsReferenceType);
    }

    private static (string? Reader, string? WriteCast, string? ReadCast) Direct(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { EnumUnderlyingType: { } underlying })
        {
            var (reader, widened, _) = Direct(underlying);
            return (reader, widened ?? underlying.ToDisplayString(SymbolNames.PlainCode), type.ToDisplayString(SymbolNames.PlainCode));
        }

        return type.SpecialType switch
        {
            SpecialType.System_Byte => ("ReadByte", "int", null),
            SpecialType.System_SByte => ("ReadSByte", "int", null),
            SpecialType.System_Int16 => ("ReadInt16", "int", null),
            SpecialType.System_UInt16 => ("ReadUInt16", "int", null),
            SpecialType.System_Boolean or SpecialType.System_Char or SpecialType.System_String or SpecialType.System_Decimal
                or SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64 or SpecialType.System_UInt64
                or SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_DateTime =>
                ("Read" + type.MetadataName, null, null),
            _ => type.MetadataName is "Guid" or "DateTimeOffset" or "TimeSpan" && SymbolNames.Is(type, "System." + type.MetadataName)
                ? ("Read" + type.MetadataName, null, null)
                : (null, null, null),
        };
    }

    /// <summary>Makes the model of what travels in place of a variable that the method writes.</summary>
    public static ValueModel CreateReference(ITypeSymbol type)
    {
        var annotated = "global::ProcessIsolate.CompilerServices.ByRef<" + type.ToDisplayString(SymbolNames.Code) + ">";
        var plain = "global::ProcessIsolate.CompilerServices.ByRef<" + type.ToDisplayString(SymbolNames.PlainCode) + ">";
        return new ValueModel(annotated, plain, annotated, null, "Write", null, null, null, IsNullableValue: false, IsReference: true);
    }

    /// <summary>Makes the model of what is not copied: its use is carried back to the caller.</summary>
    public static ValueModel CreateCarried(INamedTypeSymbol type)
    {
        var unannotated = type.WithNullableAnnotation(NullableAnnotation.NotAnnotated);
        var kind = CarriedTypes.KindOf(type);
        var arguments = type.TypeArguments.IsEmpty
            ? "" : "<" + string.Join(", ", type.TypeArguments.Select(each => each.ToDisplayString(SymbolNames.Code))) + ">";
        return new ValueModel(
            type.ToDisplayString(SymbolNames.Code),
            unannotated.ToDisplayString(SymbolNames.PlainCode),
            unannotated.ToDisplayString(SymbolNames.Code),
            $"Read{kind}{arguments}",
            $"Write{kind}{arguments}",
            null,
            null,
            null,
            IsNullableValue: false,
            IsReference: true);
    }

    /// <summary>Makes the model of the memory that travels in place of a span.</summary>
    public static ValueModel CreateSpan(INamedTypeSymbol span)
    {
        var element = span.TypeArguments[0];
        var name = SpanRules.IsWritable(span) ? "Memory" : "ReadOnlyMemory";
        var type = $"global::System.{name}<{element.ToDisplayString(SymbolNames.PlainCode)}>";
        var (reader, writer, argument) = IsRaw(element) ? Sequence(element, "Memory") : (null, "Write", null);
        return new ValueModel(type, type, type, reader, writer, argument, null, null, IsNullableValue: false, IsReference: false);
    }

    private static (string? Reader, string Writer, string? Argument) Sequence(ITypeSymbol element, string kind)
    {
        var type = element.ToDisplayString(SymbolNames.PlainCode);
        return ($"Read{kind}<{type}>", $"Write{kind}<{type}>", RawTypes.IsNumber(element) ? null : "Module");
    }

    private static bool IsRaw(ITypeSymbol element) => RawTypes.IsNumber(element) || RawTypes.IsElement(element);

    // What travels as it lies in memory.
    private static (ITypeSymbol Element, string Kind)? Elements(ITypeSymbol type)
    {
        var (element, kind) = type switch
        {
            IArrayTypeSymbol { IsSZArray: true } array => (array.ElementType, "Array"),
            INamedTypeSymbol named when SymbolNames.Metadata(named) is "System.Memory`1" or "System.ReadOnlyMemory`1" =>
                (named.TypeArguments[0], "Memory"),
            INamedTypeSymbol named when SymbolNames.Metadata(named) is "System.Collections.Generic.List`1" =>
                (named.TypeArguments[0], "List"),
            _ => (null, ""),
        };
        return element is not null && IsRaw(element) ? (element, kind) : null;
    }
}
