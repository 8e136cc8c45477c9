using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.CodeFixes;

/// <summary>Marks the method that is given to a pool, wherever it is declared.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class MarkFixProvider : CodeFixProvider
{
    private const string Title = "Mark the method [RunInProcess]";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [RuleIds.NotMarked];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => new AllMethods();

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            if (diagnostic.AdditionalLocations is [var place, ..] && context.Document.Project.Solution.GetDocument(place.SourceTree) is not null)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(Title, token => MarkAsync(context.Document.Project.Solution, [place], token), Title), diagnostic);
            }
        }

        return Task.CompletedTask;
    }

    private static async Task<Solution> MarkAsync(Solution solution, IEnumerable<Location> methods, CancellationToken cancellationToken)
    {
        var changed = solution;
        foreach (var file in methods.Distinct().GroupBy(each => each.SourceTree))
        {
            if (solution.GetDocument(file.Key) is not { } document)
            {
                continue;
            }

            var editor = await DocumentEditor.CreateAsync(document, cancellationToken).ConfigureAwait(false);
            foreach (var method in file)
            {
                if (editor.OriginalRoot.FindNode(method.SourceSpan).FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } declaration)
                {
                    editor.AddAttribute(declaration, editor.Generator.Attribute(TypeNames.Of(editor, KnownNames.MarkAttribute)));
                }
            }

            changed = changed.WithDocumentSyntaxRoot(document.Id, editor.GetChangedRoot());
        }

        return changed;
    }

    /// <summary>Two calls of one method must not mark it twice, so a file at a time will not do.</summary>
    private sealed class AllMethods : FixAllProvider
    {
        public override IEnumerable<FixAllScope> GetSupportedFixAllScopes() => [FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution];

        public override async Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext)
        {
            var reports = new List<Diagnostic>();
            if (fixAllContext is { Scope: FixAllScope.Document, Document: { } document })
            {
                reports.AddRange(await fixAllContext.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false));
            }
            else
            {
                var solution = fixAllContext.Scope is FixAllScope.Solution;
                foreach (var project in solution ? fixAllContext.Solution.Projects : [fixAllContext.Project])
                {
                    reports.AddRange(await fixAllContext.GetAllDiagnosticsAsync(project).ConfigureAwait(false));
                }
            }

            var methods = reports.Where(report => report.AdditionalLocations.Count > 0).Select(report => report.AdditionalLocations[0]).ToList();
            return CodeAction.Create(Title, token => MarkAsync(fixAllContext.Solution, methods, token), Title);
        }
    }
}
