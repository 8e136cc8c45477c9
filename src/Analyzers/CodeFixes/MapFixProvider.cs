using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using ProcessIsolate.Analyzers;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.CodeFixes;

/// <summary>Replaces a loop that collects results by a map.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class MapFixProvider : RuleFixProvider
{
    private const string Title = "Use 'ProcessPool.Shared.Map'";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [RuleIds.CallInLoop];

    /// <inheritdoc/>
    protected override async Task<ImmutableArray<Fix>> FindAsync(
        Document document, SyntaxNode node, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        if (await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is not { } model
            || ProjectIndex.Of(model.Compilation, cancellationToken)?.Calls is not { } symbols
            || FindLoop(node, model, symbols, cancellationToken) is not { } loop
            || HoldsComments(loop.Whole)
            || UsesPool(loop.Whole))
        {
            return [];
        }

        var function = loop.Call.ArgumentList.Arguments.Count == 0
            ? SyntaxFactory.ParseExpression(loop.Method.ContainingType.ToMinimalDisplayString(model, node.SpanStart) + "." + loop.Method.Name)
            : loop.Call.Expression.WithoutTrivia();
        var candidate = Map(SyntaxFactory.ParseExpression("global::" + KnownNames.ProcessPool), function, loop.Items);
        return AsyncCall.Bind(candidate, loop.Whole, model) is { } map && symbols.IsEntrance(map)
            ? [Fix.Of(Title, editor => Apply(editor, loop, Map(TypeNames.Of(editor, KnownNames.ProcessPool), function, loop.Items)))]
            : [];
    }

    private static void Apply(SyntaxEditor editor, CollectingLoop loop, ExpressionSyntax map)
    {
        switch (loop)
        {
            case { Form: CollectingForm.ToArray }:
                editor.ReplaceNode(loop.Whole, map.WithTriviaFrom(loop.Whole));
                break;
            case { Form: CollectingForm.ToList }:
                editor.ReplaceNode(loop.Whole, Call(map, "ToList").WithTriviaFrom(loop.Whole));
                break;
            case { Form: CollectingForm.Index } when FindDeclaration(loop) is { } made:
                editor.ReplaceNode(made, map.WithTriviaFrom(made));
                editor.RemoveNode(loop.Whole, SyntaxRemoveOptions.KeepNoTrivia);
                break;
            case { Form: CollectingForm.Index, Target: { } array }:
                Replace(Call(map, "CopyTo", array.WithoutTrivia(), SyntaxFactory.ParseExpression("0")));
                break;
            case { Target: { } list }:
                Replace(Call(list.WithoutTrivia(), "AddRange", map));
                break;
        }

        void Replace(ExpressionSyntax call) => editor.ReplaceNode(loop.Whole, SyntaxFactory.ExpressionStatement(call).WithTriviaFrom(loop.Whole));
    }

    /// <summary>The array made for the results right before the loop, as long as the items are.</summary>
    private static ArrayCreationExpressionSyntax? FindDeclaration(CollectingLoop loop)
    {
        if (loop is not { Whole: ForStatementSyntax { Parent: BlockSyntax block, Condition: BinaryExpressionSyntax { Right: var length } } whole })
        {
            return null;
        }

        var index = block.Statements.IndexOf(whole);
        return index > 0
            && block.Statements[index - 1] is LocalDeclarationStatementSyntax
            {
                Declaration: { Type: var type, Variables: [{ Identifier.ValueText: var name, Initializer.Value: ArrayCreationExpressionSyntax made }] },
            }
            && name == loop.Target?.ToString()
            && made is { Initializer: null, Type.RankSpecifiers: [{ Sizes: [var size] }] }
            && SyntaxFactory.AreEquivalent(size, length)
            && (type.IsVar || SyntaxFactory.AreEquivalent(type, made.Type.WithRankSpecifiers(Omit(made.Type.RankSpecifiers))))
                ? made
                : null;
    }

    private static SyntaxList<ArrayRankSpecifierSyntax> Omit(SyntaxList<ArrayRankSpecifierSyntax> ranks) =>
        ranks.Replace(ranks[0], SyntaxFactory.ArrayRankSpecifier(
            SyntaxFactory.SingletonSeparatedList<ExpressionSyntax>(SyntaxFactory.OmittedArraySizeExpression())));

    private static CollectingLoop? FindLoop(SyntaxNode call, SemanticModel model, CallSymbols symbols, CancellationToken cancellationToken) =>
        call.Ancestors().TakeWhile(node => node is not MemberDeclarationSyntax or GlobalStatementSyntax)
            .Where(node => node is ForEachStatementSyntax or ForStatementSyntax or InvocationExpressionSyntax)
            .Select(node => CollectingLoop.Find(node, model, symbols, cancellationToken))
            .FirstOrDefault(loop => loop?.Call == call);

    private static InvocationExpressionSyntax Map(SyntaxNode pool, ExpressionSyntax function, ExpressionSyntax items) =>
        Call(Member((ExpressionSyntax)pool, "Shared"), "Map", function, items.WithoutTrivia());

    private static InvocationExpressionSyntax Call(ExpressionSyntax receiver, string name, params ExpressionSyntax[] arguments) =>
        SyntaxFactory.InvocationExpression(Member(receiver, name), SyntaxFactory.ArgumentList(SyntaxFactory.SeparatedList(
            arguments.Select(SyntaxFactory.Argument),
            arguments.Skip(1).Select(_ => SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space)))));

    private static MemberAccessExpressionSyntax Member(ExpressionSyntax receiver, string name) =>
        SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, receiver, SyntaxFactory.IdentifierName(name));

    /// <summary>Comments inside would be lost.</summary>
    private static bool HoldsComments(SyntaxNode loop) => loop.DescendantTrivia().Any(trivia =>
        loop.Span.Contains(trivia.Span) && !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia));

    /// <summary>Whether a pool of the user's own may be the current one: the shared pool would be another.</summary>
    private static bool UsesPool(SyntaxNode loop) => loop.Ancestors()
        .First(node => node is MemberDeclarationSyntax and not GlobalStatementSyntax or CompilationUnitSyntax)
        .DescendantNodes().OfType<InvocationExpressionSyntax>()
        .Any(call => CallSymbols.NameOf(call) is "Use" && call.ArgumentList.Arguments.Count == 0);
}
