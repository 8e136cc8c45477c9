using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>Tells code that runs from code that becomes an expression tree, whose calls nothing can intercept.</summary>
internal static class ExpressionTrees
{
    /// <summary>Whether the node lies in a lambda or query clause that is turned into an expression tree.</summary>
    public static bool Contain(SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        foreach (var ancestor in node.Ancestors())
        {
            switch (ancestor)
            {
                case AnonymousFunctionExpressionSyntax lambda
                    when SymbolNames.Is(model.GetTypeInfo(lambda, cancellationToken).ConvertedType, KnownNames.ExpressionOfT):
                case QueryClauseSyntax clause when IsTree(model.GetQueryClauseInfo(clause, cancellationToken).OperationInfo):
                case OrderingSyntax ordering when IsTree(model.GetSymbolInfo(ordering, cancellationToken)):
                case SelectOrGroupClauseSyntax last when IsTree(model.GetSymbolInfo(last, cancellationToken)):
                    return !IsFirstSource(node, ancestor);
                case MemberDeclarationSyntax:
                    return false;
            }
        }

        return false;
    }

    private static bool IsTree(SymbolInfo operation) => operation.Symbol is IMethodSymbol method
        && method.Parameters.Any(parameter => SymbolNames.Is(parameter.Type, KnownNames.ExpressionOfT));

    /// <summary>A join's inner source is evaluated as it stands.</summary>
    private static bool IsFirstSource(SyntaxNode node, SyntaxNode ancestor) =>
        ancestor is JoinClauseSyntax join && join.InExpression.Span.Contains(node.Span);
}
