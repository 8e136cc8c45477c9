using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using ProcessIsolate.Analyzers;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.CodeFixes;

/// <summary>Awaits an isolated call: the companion of one that blocks, or the task that was dropped.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class AwaitFixProvider : RuleFixProvider
{
    private const string Title = "Await the call";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [RuleIds.BlockingCall, RuleIds.NotAwaited];

    /// <inheritdoc/>
    protected override async Task<ImmutableArray<Fix>> FindAsync(
        Document document, SyntaxNode node, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        if (node is not InvocationExpressionSyntax call
            || await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is not { } model
            || model.GetSymbolInfo(call, cancellationToken).Symbol is not IMethodSymbol called
            || AsyncPlace.Of(call, model, cancellationToken) is not { } place
            || !(place.IsAsync || place.CanBecomeAsync(model, cancellationToken))
            || place.HoldsStackValues(model, cancellationToken))
        {
            return [];
        }

        var hasResult = !place.IsAsync
            && AsyncPlace.SymbolOf(place.Function, model, cancellationToken)?.ReturnType is INamedTypeSymbol { Arity: 1 };
        return diagnostic.Id == RuleIds.NotAwaited
            ? Await(DroppedCall.Whole(call), place, hasResult)
            : AwaitCompanion(call, called, place, hasResult, model, cancellationToken);
    }

    private static ImmutableArray<Fix> Await(ExpressionSyntax value, AsyncPlace place, bool hasResult) => value is ConditionalAccessExpressionSyntax
        ? []
        :
        [
            Fix.Of(Title, editor =>
            {
                editor.ReplaceNode(value, (current, _) => AsyncFunctions.Await((ExpressionSyntax)current, value));
                MakeAsync(editor, place, hasResult);
            }),
        ];

    private static ImmutableArray<Fix> AwaitCompanion(
        InvocationExpressionSyntax call,
        IMethodSymbol called,
        AsyncPlace place,
        bool hasResult,
        SemanticModel model,
        CancellationToken cancellationToken)
    {
        if (AsyncCall.For(call, called, model) is not { } replacement)
        {
            return [];
        }

        var token = Tokens.InScope(call, model, cancellationToken).FirstOrDefault(each =>
            Tokens.Add(replacement.Call, replacement.Called, each) is { } candidate
            && SymbolEqualityComparer.Default.Equals(AsyncCall.Bind(candidate, call, model)?.OriginalDefinition, replacement.Called.OriginalDefinition));
        var type = MarkedMethods.Definition(called).ContainingType.ToMinimalDisplayString(model, call.SpanStart);
        return
        [
            Fix.Of(Title, editor =>
            {
                editor.ReplaceNode(call, (current, _) => Convert((InvocationExpressionSyntax)current));
                MakeAsync(editor, place, hasResult);
            }),
        ];

        SyntaxNode Convert(InvocationExpressionSyntax current)
        {
            var changed = AsyncCall.Create(current, called, type) ?? current;
            var complete = token is null ? changed : Tokens.Add(changed, replacement.Called, token) ?? changed;
            return AsyncFunctions.Await(complete, call);
        }
    }

    private static void MakeAsync(SyntaxEditor editor, AsyncPlace place, bool hasResult)
    {
        if (!place.IsAsync)
        {
            editor.ReplaceNode(place.Function, (current, _) => AsyncFunctions.MakeAsync(current, hasResult));
        }
    }
}
