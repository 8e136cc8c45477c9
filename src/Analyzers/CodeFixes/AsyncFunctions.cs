using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProcessIsolate.Analyzers;

namespace ProcessIsolate.CodeFixes;

/// <summary>Writes awaits, and the functions that allow them.</summary>
internal static class AsyncFunctions
{
    /// <summary>An expression awaited.</summary>
    /// <param name="value">The expression as it is now.</param>
    /// <param name="place">What it replaces.</param>
    public static ExpressionSyntax Await(ExpressionSyntax value, SyntaxNode place)
    {
        ExpressionSyntax awaited = SyntaxFactory.AwaitExpression(
            SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space), value.WithoutTrivia());
        var isOperand = place.Parent switch
        {
            MemberAccessExpressionSyntax or InvocationExpressionSyntax or PostfixUnaryExpressionSyntax => true,
            ElementAccessExpressionSyntax access => access.Expression == place,
            ConditionalAccessExpressionSyntax access => access.Expression == place,
            _ => false,
        };
        return (isOperand ? SyntaxFactory.ParenthesizedExpression(awaited) : awaited).WithTriviaFrom(value);
    }

    /// <summary>A function that returns tasks, with the async modifier, and with returns of results instead.</summary>
    /// <param name="function">The function as it is now; unchanged when it has the modifier already.</param>
    /// <param name="hasResult">Whether its tasks have results.</param>
    public static SyntaxNode MakeAsync(SyntaxNode function, bool hasResult)
    {
        if (function.ChildTokens().Any(token => token.IsKind(SyntaxKind.AsyncKeyword)))
        {
            return function;
        }

        var changed = new Returns(function, hasResult).Visit(function)!;
        var leading = changed.GetLeadingTrivia();
        var keyword = SyntaxFactory.Token(SyntaxKind.AsyncKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        changed = changed.WithoutLeadingTrivia();
        changed = changed switch
        {
            MethodDeclarationSyntax method => method.WithModifiers(Insert(method.Modifiers, keyword)),
            LocalFunctionStatementSyntax local => local.WithModifiers(Insert(local.Modifiers, keyword)),
            AnonymousFunctionExpressionSyntax lambda => lambda.WithModifiers(Insert(lambda.Modifiers, keyword)),
            _ => changed,
        };
        return changed.WithLeadingTrivia(leading);
    }

    private static SyntaxTokenList Insert(SyntaxTokenList modifiers, SyntaxToken keyword)
    {
        var partial = modifiers.IndexOf(SyntaxKind.PartialKeyword);
        return modifiers.Insert(partial < 0 ? modifiers.Count : partial, keyword);
    }

    private sealed class Returns(SyntaxNode function, bool hasResult) : CSharpSyntaxRewriter
    {
        private static readonly StatementSyntax Leave = SyntaxFactory.ReturnStatement();

        public override SyntaxNode? Visit(SyntaxNode? node)
        {
            if (node is not null && node != function && AsyncPlace.IsFunction(node))
            {
                return node;
            }

            return node is ExpressionSyntax body && body == AsyncPlace.BodyOf(function) ? Result(body) : base.Visit(node);
        }

        public override SyntaxNode? VisitReturnStatement(ReturnStatementSyntax node)
        {
            if (node.Expression is not { } value)
            {
                return node;
            }

            if (hasResult)
            {
                return node.WithExpression(Result(value));
            }

            var wait = IsCompleted(value) ? null : SyntaxFactory.ExpressionStatement(Result(value));
            var isLast = node.Parent is BlockSyntax block && block.Parent == function && block.Statements.Last() == node;
            return (wait, isLast) switch
            {
                (null, true) when !node.GetLeadingTrivia().Any(IsComment) => SyntaxFactory.EmptyStatement().WithAdditionalAnnotations(Superfluous),
                (null, _) => Leave.WithTriviaFrom(node),
                ({ } last, true) => last.WithTriviaFrom(node),
                ({ } first, false) => SyntaxFactory.Block(first.WithLeadingTrivia(node.GetLeadingTrivia()), Leave.WithTrailingTrivia(node.GetTrailingTrivia()))
                    .WithAdditionalAnnotations(Two),
            };
        }

        public override SyntaxNode? VisitBlock(BlockSyntax node)
        {
            var visited = (BlockSyntax)base.VisitBlock(node)!;
            return visited.WithStatements(Unfold(visited.Statements));
        }

        public override SyntaxNode? VisitSwitchSection(SwitchSectionSyntax node)
        {
            var visited = (SwitchSectionSyntax)base.VisitSwitchSection(node)!;
            return visited.WithStatements(Unfold(visited.Statements));
        }

        private static SyntaxList<StatementSyntax> Unfold(SyntaxList<StatementSyntax> statements) => SyntaxFactory.List(statements
            .Where(each => !each.HasAnnotation(Superfluous))
            .SelectMany(each => each is BlockSyntax block && each.HasAnnotation(Two) ? block.Statements : [each]));

        private static readonly SyntaxAnnotation Superfluous = new();
        private static readonly SyntaxAnnotation Two = new();

        private static bool IsComment(SyntaxTrivia trivia) =>
            !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia);

        private static bool IsCompleted(ExpressionSyntax value) => value is MemberAccessExpressionSyntax
        {
            Name.Identifier.ValueText: "CompletedTask",
            Expression: SimpleNameSyntax { Identifier.ValueText: "Task" or "ValueTask" },
        };

        private static ExpressionSyntax Result(ExpressionSyntax value) => value switch
        {
            ThrowExpressionSyntax => value,
            InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax
                {
                    Name.Identifier.ValueText: "FromResult",
                    Expression: SimpleNameSyntax { Identifier.ValueText: "Task" or "ValueTask" },
                },
                ArgumentList: { OpenParenToken: var opening, Arguments: [{ Expression: var result }] },
            } => result
                .WithLeadingTrivia(value.GetLeadingTrivia().AddRange(opening.TrailingTrivia).AddRange(result.GetLeadingTrivia()))
                .WithTrailingTrivia(result.GetTrailingTrivia().AddRange(value.GetTrailingTrivia())),
            ConditionalExpressionSyntax or BinaryExpressionSyntax or SwitchExpressionSyntax =>
                Await(SyntaxFactory.ParenthesizedExpression(value.WithoutTrivia()), value).WithTriviaFrom(value),
            _ => Await(value, value).WithTriviaFrom(value),
        };
    }
}
