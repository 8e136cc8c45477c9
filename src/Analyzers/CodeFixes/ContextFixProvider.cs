using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using ProcessIsolate.Analyzers;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.CodeFixes;

/// <summary>Adds types to the assembly's <c>JsonSerializerContext</c>, which is made where there is none.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class ContextFixProvider : CodeFixProvider
{
    private const string Title = "Add to the JsonSerializerContext";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [RuleIds.NoContext];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => new AllAtOnce();

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            context.RegisterCodeFix(
                CodeAction.Create(Title, token => JsonContextFile.AddAsync(context.Document, Types([diagnostic]), token), Title), diagnostic);
        }

        return Task.CompletedTask;
    }

    private static IReadOnlyList<string> Types(IEnumerable<Diagnostic> reports) =>
    [
        .. reports.Select(report => report.Properties.TryGetValue(JsonContexts.TypeProperty, out var type) ? type : null)
            .OfType<string>().Distinct().OrderBy(type => type, StringComparer.Ordinal),
    ];

    /// <summary>Fixes of several reports change the same file, so they are one change.</summary>
    private sealed class AllAtOnce : FixAllProvider
    {
        public override async Task<CodeAction?> GetFixAsync(FixAllContext context)
        {
            var changed = context.Solution;
            foreach (var project in Projects(context))
            {
                var reports = context is { Scope: FixAllScope.Document, Document: { } document }
                    ? await context.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false)
                    : await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false);
                var missing = reports.Where(report => report.Id == RuleIds.NoContext)
                    .OrderBy(report => report.Location.SourceTree?.FilePath, StringComparer.Ordinal).ToList();
                if (Types(missing) is { Count: > 0 } types && project.GetDocument(missing[0].Location.SourceTree) is { } place)
                {
                    changed = await JsonContextFile.AddAsync(changed.GetDocument(place.Id)!, types, context.CancellationToken).ConfigureAwait(false);
                }
            }

            return CodeAction.Create(Title, _ => Task.FromResult(changed), Title);
        }

        private static IEnumerable<Project> Projects(FixAllContext context) =>
            context.Scope is FixAllScope.Solution ? context.Solution.Projects : [context.Project];
    }
}
