using Microsoft.CodeAnalysis;
using ProcessIsolate.Generator.Models;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>Says how values of a type are written and read: directly where the writer has a method, else through JSON
/// type information.</summary>
internal static class ValueParser
{
    /// <summary>Makes the model of a type that may cross.</summary>
    public static ValueModel Create(ITypeSymbol type)
    {
        var isNullable = type.OriginalDefinition.SpecialType is SpecialType.System_Nullable_T;
        var inner = isNullable ? ((INamedTypeSymbol)type).TypeArguments[0] : type;
        var unannotated = type.IsReferenceType ? type.WithNullableAnnotation(NullableAnnotation.NotAnnotated) : type;
        var (reader, writeCast, readCast) = Direct(inner);
        var writer = "Write";
        if (Numbers(inner) is { } numbers)
        {
            (reader, writer) = numbers;
        }

        return new ValueModel(
            type.ToDisplayString(SymbolNames.Code),
            unannotated.ToDisplayString(SymbolNames.PlainCode),
            unannotated.ToDisplayString(SymbolNames.Code),
            reader,
            writer,
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

    // Arrays and memory of plain numbers travel as they lie in memory.
    private static (string Reader, string Writer)? Numbers(ITypeSymbol type)
    {
        var (element, kind) = type switch
        {
            IArrayTypeSymbol { IsSZArray: true } array => (array.ElementType, "Array"),
            INamedTypeSymbol { MetadataName: "Memory`1" or "ReadOnlyMemory`1", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } memory =>
                (memory.TypeArguments[0], "Memory"),
            _ => (null, ""),
        };
        return element?.SpecialType is SpecialType.System_Byte or SpecialType.System_SByte or SpecialType.System_Int16 or SpecialType.System_UInt16
            or SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64 or SpecialType.System_UInt64
            or SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_Char
            ? ($"Read{kind}<{element.ToDisplayString(SymbolNames.PlainCode)}>", $"Write{kind}<{element.ToDisplayString(SymbolNames.PlainCode)}>")
            : null;
    }
}
