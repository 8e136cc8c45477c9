using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using ProcessIsolate.Analyzers;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.CodeFixes;

/// <summary>Makes an update of shared memory one step, by an atomic operation or by holding the lock around it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class SharedUpdateFixProvider : RuleFixProvider
{
    private const string Atomic = "Update in one step";
    private const string Locked = "Hold the lock around it";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [RuleIds.UnlockedUpdate];

    /// <inheritdoc/>
    protected override async Task<ImmutableArray<Fix>> FindAsync(
        Document document, SyntaxNode node, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        if (model is null || node is not ExpressionSyntax update || diagnostic.Properties.ContainsKey(ReportProperties.IsSplit))
        {
            return [];
        }

        var fixes = ImmutableArray.CreateBuilder<Fix>();
        if (IsStatement(update) && Candidates(update).FirstOrDefault(each => Compiles(each, update, model)) is { } atomic)
        {
            fixes.Add(Fix.Of(Atomic, editor => editor.ReplaceNode(update, atomic.WithTriviaFrom(update))));
        }

        if (update.Parent is StatementSyntax { Parent: BlockSyntax or GlobalStatementSyntax } statement
            && statement is ExpressionStatementSyntax or ReturnStatementSyntax
            && !statement.DescendantNodes().Any(each => each is AwaitExpressionSyntax or SingleVariableDesignationSyntax)
            && Owner(update, model, cancellationToken) is { } owner
            && Call(owner, "EnterLock") is var enter
            && Compiles(enter, update, model))
        {
            fixes.Add(Fix.Of(Locked, editor => editor.ReplaceNode(statement, (each, _) => Wrap((StatementSyntax)each, enter))));
        }

        return fixes.ToImmutable();
    }

    /// <summary>Whether the value is not used, so that it does not matter which one an operation returns.</summary>
    private static bool IsStatement(ExpressionSyntax update) => update.Parent is ExpressionStatementSyntax
        || update.Parent is ArrowExpressionClauseSyntax
        {
            Parent: MethodDeclarationSyntax { ReturnType: PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword } }
                or LocalFunctionStatementSyntax { ReturnType: PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword } },
        };

    /// <summary>Atomic operations that do the same, the shorter ones first.</summary>
    private static IEnumerable<ExpressionSyntax> Candidates(ExpressionSyntax update)
    {
        // Of a shared value the operations take no index, of an array's element one.
        var (owner, index) = Target(update) switch
        {
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Value" or "Reference" } access => (access.Expression, Array.Empty<ExpressionSyntax>()),
            ElementAccessExpressionSyntax { ArgumentList.Arguments: [{ RefKindKeyword.RawKind: 0 } at] } element => (element.Expression, [at.Expression]),
            _ => (null, []),
        };
        if (owner is null)
        {
            yield break;
        }

        switch (update.Kind())
        {
            case SyntaxKind.PostIncrementExpression or SyntaxKind.PreIncrementExpression:
                yield return Call(owner, "Increment", index);
                yield return Call(owner, "Add", [.. index, LiteralExpression(SyntaxKind.NumericLiteralExpression, Literal(1))]);
                break;
            case SyntaxKind.PostDecrementExpression or SyntaxKind.PreDecrementExpression:
                yield return Call(owner, "Decrement", index);
                yield return Call(owner, "Add", [.. index, Negative(LiteralExpression(SyntaxKind.NumericLiteralExpression, Literal(1)))]);
                break;
            case SyntaxKind.AddAssignmentExpression:
                yield return Call(owner, "Add", [.. index, ((AssignmentExpressionSyntax)update).Right]);
                break;
            case SyntaxKind.SubtractAssignmentExpression:
                yield return Call(owner, "Add", [.. index, Negative(((AssignmentExpressionSyntax)update).Right)]);
                break;
            case SyntaxKind.SimpleAssignmentExpression
                when ((AssignmentExpressionSyntax)update).Right is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum
                    && AreEquivalent(sum.Left, Target(update)!):
                yield return Call(owner, "Add", [.. index, sum.Right]);
                break;
        }
    }

    private static ExpressionSyntax? Target(ExpressionSyntax update) => update switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left,
        PrefixUnaryExpressionSyntax prefix => prefix.Operand,
        PostfixUnaryExpressionSyntax postfix => postfix.Operand,
        _ => null,
    };

    /// <summary>The shared value or array, when naming it twice means the same one.</summary>
    private static ExpressionSyntax? Owner(ExpressionSyntax update, SemanticModel model, CancellationToken cancellationToken)
    {
        for (var each = Target(update); each is not null;)
        {
            if (ChannelTypes.IsSharedMemory(model.GetTypeInfo(each, cancellationToken).Type))
            {
                return each.DescendantNodesAndSelf()
                    .All(part => part is IdentifierNameSyntax or MemberAccessExpressionSyntax or ThisExpressionSyntax) ? each : null;
            }

            each = each switch
            {
                MemberAccessExpressionSyntax access => access.Expression,
                ElementAccessExpressionSyntax element => element.Expression,
                _ => null,
            };
        }

        return null;
    }

    private static InvocationExpressionSyntax Call(ExpressionSyntax owner, string name, params ExpressionSyntax[] arguments) =>
        InvocationExpression(
            MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, owner.WithoutTrivia(), IdentifierName(name)),
            ArgumentList(SeparatedList(arguments.Select(each => Argument(each.WithoutTrivia())))));

    private static PrefixUnaryExpressionSyntax Negative(ExpressionSyntax value) => PrefixUnaryExpression(
        SyntaxKind.UnaryMinusExpression,
        value is IdentifierNameSyntax or LiteralExpressionSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax
            ? value.WithoutTrivia()
            : ParenthesizedExpression(value.WithoutTrivia()));

    private static bool Compiles(ExpressionSyntax expression, ExpressionSyntax place, SemanticModel model) =>
        model.GetSpeculativeSymbolInfo(place.SpanStart, expression, SpeculativeBindingOption.BindAsExpression).Symbol is IMethodSymbol;

    private static UsingStatementSyntax Wrap(StatementSyntax statement, ExpressionSyntax enter) =>
        UsingStatement(null, enter, Block(statement.WithoutTrivia()))
            .WithTriviaFrom(statement)
            .WithAdditionalAnnotations(Formatter.Annotation);
}
