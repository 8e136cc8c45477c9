using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;

namespace ProcessIsolate.CodeFixes;

/// <summary>Fixes that change only the file of the report, one report or all of them at a time.</summary>
internal abstract class RuleFixProvider : CodeFixProvider
{
    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => new FileByFile(this);

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        // dotnet format hands over whatever the same analyzer reports, also for rules that are not fixed here.
        foreach (var diagnostic in context.Diagnostics.Where(each => FixableDiagnosticIds.Contains(each.Id)))
        {
            foreach (var fix in await FindAsync(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false))
            {
                context.RegisterCodeFix(
                    CodeAction.Create(fix.Title, token => ApplyAsync(context.Document, [fix], token), fix.Title), diagnostic);
            }
        }
    }

    /// <summary>What can be offered for a report.</summary>
    /// <param name="document">The file of the report.</param>
    /// <param name="node">The innermost piece of syntax that the report covers.</param>
    /// <param name="diagnostic">The report.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    protected abstract Task<ImmutableArray<Fix>> FindAsync(
        Document document, SyntaxNode node, Diagnostic diagnostic, CancellationToken cancellationToken);

    private async Task<ImmutableArray<Fix>> FindAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        return root is null
            ? []
            : await FindAsync(document, root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true), diagnostic, cancellationToken)
                .ConfigureAwait(false);
    }

    private static async Task<Document> ApplyAsync(Document document, ImmutableArray<Fix> fixes, CancellationToken cancellationToken)
    {
        var editor = await DocumentEditor.CreateAsync(document, cancellationToken).ConfigureAwait(false);
        foreach (var fix in fixes)
        {
            await fix.ApplyAsync(editor, cancellationToken).ConfigureAwait(false);
        }

        return editor.GetChangedDocument();
    }

    /// <summary>Applies all fixes of a file with one editor: merged afterwards, changes of one place would exclude each other.</summary>
    private sealed class FileByFile(RuleFixProvider provider) : DocumentBasedFixAllProvider
    {
        protected override async Task<Document?> FixAllAsync(FixAllContext context, Document document, ImmutableArray<Diagnostic> diagnostics)
        {
            var fixes = ImmutableArray.CreateBuilder<Fix>();
            foreach (var diagnostic in diagnostics.OrderBy(each => each.Location.SourceSpan.Start))
            {
                // The chosen fix is that of one report, for dotnet format any one: others may not offer it, and it may have none.
                var found = await provider.FindAsync(document, diagnostic, context.CancellationToken).ConfigureAwait(false);
                fixes.AddRange(found.OrderBy(fix => fix.Title != context.CodeActionEquivalenceKey).Take(1));
            }

            return fixes.Count == 0 ? document : await ApplyAsync(document, fixes.ToImmutable(), context.CancellationToken).ConfigureAwait(false);
        }
    }
}
