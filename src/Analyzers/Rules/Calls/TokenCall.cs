using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>A call with a token added that is at hand.</summary>
/// <param name="Token">The parameter or variable that holds it.</param>
/// <param name="Taker">The method that is called then: the same, or an overload that takes a token besides.</param>
internal sealed record TokenCall(string Token, IMethodSymbol Taker)
{
    /// <summary>Finds all such calls, the one with the nearest token first.</summary>
    /// <returns>Empty when the call has a token, when nothing takes one, or none is at hand.</returns>
    public static ImmutableArray<TokenCall> Find(
        InvocationExpressionSyntax call, IMethodSymbol called, SemanticModel model, CancellationToken cancellationToken)
    {
        if (FindTaker(call, called) is not { } taker)
        {
            return [];
        }

        return
        [
            .. Tokens.InScope(call, model, cancellationToken)
                .Where(token => Tokens.Add(call, taker, token) is { } candidate
                    && AsyncCall.Bind(candidate, call, model) is { } bound
                    && SymbolEqualityComparer.Default.Equals(bound.OriginalDefinition, taker.OriginalDefinition))
                .Select(token => new TokenCall(token, taker)),
        ];
    }

    private static IMethodSymbol? FindTaker(InvocationExpressionSyntax call, IMethodSymbol called)
    {
        if (called.Parameters.Any(IsToken))
        {
            return Tokens.Add(call, called, "token") is null ? null : called;
        }

        // Of methods that take an extended value the overload would have to be reduced, too.
        return called.ReducedFrom is not null || !called.IsStatic ? null : called.ContainingType.GetMembers(called.Name).OfType<IMethodSymbol>()
            .FirstOrDefault(other => other.Parameters.Length == called.Parameters.Length + 1
                && IsToken(other.Parameters[other.Parameters.Length - 1])
                && Marks.Of(other) is not null
                && called.Parameters.Zip(other.Parameters, (left, right) => SymbolEqualityComparer.Default.Equals(left.Type, right.Type)).All(same => same));
    }

    private static bool IsToken(IParameterSymbol parameter) => SymbolNames.Is(parameter.Type, KnownNames.CancellationToken);
}
