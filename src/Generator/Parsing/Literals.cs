using System;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>Constants as code writes them.</summary>
internal static class Literals
{
    /// <summary>A text literal.</summary>
    public static string Text(string value) => SymbolDisplay.FormatLiteral(value, quote: true);

    /// <summary>A whole number.</summary>
    public static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The default value of an optional parameter.</summary>
    public static string Default(IParameterSymbol parameter)
    {
        var type = parameter.Type.OriginalDefinition.SpecialType is SpecialType.System_Nullable_T
            ? ((INamedTypeSymbol)parameter.Type).TypeArguments[0]
            : parameter.Type;
        var value = parameter.ExplicitDefaultValue;
        if (value is null)
        {
            // A method without nullable annotations may default to null what reads here as never null.
            return type.IsReferenceType && parameter.NullableAnnotation is not NullableAnnotation.Annotated ? "null!" : "default";
        }

        return type.TypeKind is TypeKind.Enum
            ? "unchecked((" + type.ToDisplayString(SymbolNames.PlainCode) + ")(" + Primitive(value) + "))"
            : Primitive(value);
    }

    private static string Primitive(object value) => value switch
    {
        double.NaN => "double.NaN",
        double.PositiveInfinity => "double.PositiveInfinity",
        double.NegativeInfinity => "double.NegativeInfinity",
        float.NaN => "float.NaN",
        float.PositiveInfinity => "float.PositiveInfinity",
        float.NegativeInfinity => "float.NegativeInfinity",
        float number => Format(number) + "F",
        decimal number => Format(number) + "M",
        double number => Format(number) + "D",
        _ => Format(value),
    };

    private static string Format(object value) =>
        SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false)
        ?? throw new ArgumentException("Not a constant: " + value.GetType(), nameof(value));
}
