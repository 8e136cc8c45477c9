using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>Types that cross as a parameter of its own by what carries their use back to the caller, and not as copies. Inside other types they
/// stay refused.</summary>
internal static class CarriedTypes
{
    private static readonly Dictionary<string, string> Kinds = new()
    {
        [KnownNames.Progress] = "Progress",
        [KnownNames.AsyncEnumerable] = "Sequence",
        [KnownNames.Stream] = "Stream",
    };

    /// <summary>Whether a method's result is an asynchronous sequence, which yields items while it runs.</summary>
    public static bool IsSequence(ITypeSymbol result) => SymbolNames.Is(result, KnownNames.AsyncEnumerable);

    /// <summary>Whether what a method returns, or its task yields, is a stream.</summary>
    public static bool IsStream(IMethodSymbol method) => MethodRules.ResultOf(method) is { } result && SymbolNames.Is(result, KnownNames.Stream);

    /// <summary>Whether the result of a method is used while it runs: its call ends later than it returns.</summary>
    public static bool IsResult(IMethodSymbol method) => IsSequence(method.ReturnType) || IsStream(method);

    /// <summary>The last part of the names of the writer's and the reader's methods for such a parameter.</summary>
    /// <returns>Null for other types.</returns>
    public static string? KindOf(ITypeSymbol type) =>
        type is INamedTypeSymbol named && Kinds.TryGetValue(SymbolNames.Metadata(named), out var kind) ? kind : null;

    /// <summary>Whether the parameter is one of those.</summary>
    public static bool IsCarried(IParameterSymbol parameter) => parameter.RefKind is RefKind.None && KindOf(parameter.Type) is not null;

    /// <summary>Whether a method has such a parameter or result: it then is no method for the items of a map.</summary>
    public static bool AreIn(IMethodSymbol method) => IsResult(method) || method.Parameters.Any(IsCarried);

    /// <summary>The first reason why values that go through it cannot cross.</summary>
    /// <returns>Null when they can.</returns>
    public static TypeProblem? FindProblem(ITypeSymbol type) => type is INamedTypeSymbol { TypeArguments.Length: 1 } generic ? ContractRules.FindProblem(generic.TypeArguments[0]) : null;
}
