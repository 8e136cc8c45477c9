using System.Linq;
using Microsoft.CodeAnalysis;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>Spans as parameters: what they refer to is copied to the worker and, of a <c>Span</c>, back.</summary>
internal static class SpanRules
{
    private const string Writable = "System.Span`1";
    private const string ReadOnly = "System.ReadOnlySpan`1";

    /// <summary>Whether the type is one of the two spans.</summary>
    public static bool IsSpan(ITypeSymbol type) => IsWritable(type) || SymbolNames.Is(type, ReadOnly);

    /// <summary>Whether the method can write through the span.</summary>
    public static bool IsWritable(ITypeSymbol type) => SymbolNames.Is(type, Writable);

    /// <summary>Whether the method fills a span of its caller.</summary>
    public static bool AreWritten(IMethodSymbol method) => method.Parameters.Any(each => IsWritable(each.Type));

    /// <summary>Why a span cannot cross whose elements can.</summary>
    /// <returns>Null when it can.</returns>
    public static string? FindProblem(IParameterSymbol parameter, bool returnsLater)
    {
        var element = ((INamedTypeSymbol)parameter.Type).TypeArguments[0];
        if (!element.IsUnmanagedType || element.OriginalDefinition.SpecialType is SpecialType.System_Nullable_T)
        {
            return "only spans of plain values are copied to another process; pass an array";
        }

        return returnsLater && IsWritable(parameter.Type)
            ? "it would be filled when the caller has long gone on; return an array"
            : null;
    }
}
