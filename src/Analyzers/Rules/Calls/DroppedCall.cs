using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ProcessIsolate.Analyzers;

/// <summary>Tells whether the task of a call goes nowhere.</summary>
internal static class DroppedCall
{
    /// <summary>Whether nothing awaits, keeps or returns the result. An assignment to a discard is meant.</summary>
    public static bool IsDropped(InvocationExpressionSyntax call, SemanticModel model, CancellationToken cancellationToken)
    {
        var value = Whole(call);
        return value.Parent switch
        {
            ExpressionStatementSyntax => true,
            ForStatementSyntax loop => loop.Condition != value,
            ArrowExpressionClauseSyntax { Parent: { } owner } => ReturnsNothing(owner, model, cancellationToken),
            AnonymousFunctionExpressionSyntax lambda => ReturnsNothing(lambda, model, cancellationToken),
            _ => false,
        };
    }

    /// <summary>The call with what is around it and drops the task as the call alone would.</summary>
    public static ExpressionSyntax Whole(InvocationExpressionSyntax call)
    {
        ExpressionSyntax value = call;
        while (true)
        {
            switch (value.Parent)
            {
                case ParenthesizedExpressionSyntax parentheses:
                    value = parentheses;
                    break;
                case ConditionalAccessExpressionSyntax access when access.WhenNotNull == value:
                    value = access;
                    break;
                case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Parent: InvocationExpressionSyntax configured } member
                    when member.Expression == value:
                    value = configured;
                    break;
                default:
                    return value;
            }
        }
    }

    // Not the place of the call: an await there makes a function that returned nothing one that cannot be awaited.
    private static bool ReturnsNothing(SyntaxNode owner, SemanticModel model, CancellationToken cancellationToken) =>
        AsyncPlace.SymbolOf(owner, model, cancellationToken) is { } method
            && (method.ReturnsVoid || (method.IsAsync && method.ReturnType is INamedTypeSymbol { Arity: 0 }));
}
