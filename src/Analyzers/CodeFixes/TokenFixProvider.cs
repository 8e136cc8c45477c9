using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProcessIsolate.Analyzers;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.CodeFixes;

/// <summary>Passes a token that is at hand; where there are several, each is offered.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class TokenFixProvider : RuleFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [RuleIds.TokenNotPassed];

    /// <inheritdoc/>
    protected override async Task<ImmutableArray<Fix>> FindAsync(
        Document document, SyntaxNode node, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        if (node is not InvocationExpressionSyntax call
            || await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is not { } model
            || model.GetSymbolInfo(call, cancellationToken).Symbol is not IMethodSymbol called)
        {
            return [];
        }

        return
        [
            .. TokenCall.Find(call, called, model, cancellationToken).Select(found => Fix.Of(
                $"Pass '{found.Token}'",
                editor => editor.ReplaceNode(
                    call, (current, _) => Tokens.Add((InvocationExpressionSyntax)current, found.Taker, found.Token) ?? current))),
        ];
    }
}
