using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Analyzers.Tests.Harness;

/// <summary>Applies the package's code fixes. Reports that are left are marked in the expected result, which must compile.</summary>
internal static class Fixing
{
    private static readonly ImmutableArray<CodeFixProvider> Providers =
    [
        .. Assembly.Load("ProcessIsolate.CodeFixes").GetTypes()
            .Where(type => type.GetCustomAttribute<ExportCodeFixProviderAttribute>() is not null)
            .Select(type => (CodeFixProvider)Activator.CreateInstance(type)!),
    ];

    /// <summary>Ids that some fix resolves.</summary>
    public static ImmutableHashSet<string> FixableIds { get; } = [.. Providers.SelectMany(each => each.FixableDiagnosticIds)];

    /// <summary>Fixes the report at the first mark, with the only fix or the titled one, and compares all files.</summary>
    public static void Fix(string markup, string expected, string? title = null, Setup? setup = null) =>
        FixAt(0, markup, expected, title, setup);

    /// <summary>Fixes the report at the given mark, counted from 0 in order of place.</summary>
    public static void FixAt(int mark, string markup, string expected, string? title = null, Setup? setup = null)
    {
        var context = Open(markup, setup);
        var (_, action) = Choose(Offers(context.Project, context.Reports[mark]), title);
        Compare(Apply(context.Project, action), expected, context.Setup);
    }

    /// <summary>Fixes all reports in the first file, then in another run all of the project, with the same result.</summary>
    public static void FixAll(string markup, string expected, string? title = null, Setup? setup = null)
    {
        var scopes = Markup.Parse(markup).Files.Length == 1 ? [FixAllScope.Document, FixAllScope.Project] : (FixAllScope[])[FixAllScope.Project];
        foreach (var scope in scopes)
        {
            FixAll(scope, markup, expected, title, setup);
        }
    }

    /// <summary>Fixes all reports of a rule as <c>dotnet format</c> does, which asks one report for the kind of fix: any report of the rule's
    /// analyzer, with a fix, with another one, or with none. The result must not depend on which.</summary>
    public static void Format(string id, string markup, string expected, Setup? setup = null)
    {
        var context = Open(markup, setup);
        var provider = Providers.Single(each => each.FixableDiagnosticIds.Contains(id));
        foreach (var first in context.Reports)
        {
            CodeAction? action = null;
            var document = context.Project.GetDocument(first.Location.SourceTree)!;
            provider.RegisterCodeFixesAsync(new CodeFixContext(document, first, (each, _) => action ??= each, CancellationToken.None))
                .GetAwaiter().GetResult();
            var all = new FixAllContext(
                document, provider, FixAllScope.Solution, action?.EquivalenceKey!, [id], new Source(context.Project, context.Setup), CancellationToken.None);
            var made = provider.GetFixAllProvider()!.GetFixAsync(all).GetAwaiter().GetResult();
            Assert.IsNotNull(made, $"Nothing fixes all when {first} comes first.");
            Compare(Apply(context.Project, made), expected, context.Setup);
        }
    }

    /// <summary>Fails when a fix is offered for any mark.</summary>
    public static void NoFix(string markup, Setup? setup = null)
    {
        var context = Open(markup, setup);
        foreach (var report in context.Reports)
        {
            Assert.AreEqual("", string.Join(", ", Offers(context.Project, report).Select(each => each.Action.Title)));
        }
    }

    private static void FixAll(FixAllScope scope, string markup, string expected, string? title, Setup? setup)
    {
        var context = Open(markup, setup);
        var report = context.Reports[0];
        var (provider, action) = Choose(Offers(context.Project, report), title);
        var document = context.Project.GetDocument(report.Location.SourceTree)!;
        var reports = new Source(context.Project, context.Setup);
        var ids = provider.FixableDiagnosticIds.Where(id => id == report.Id);
        var all = scope is FixAllScope.Document
            ? new FixAllContext(document, provider, scope, action.EquivalenceKey, ids, reports, CancellationToken.None)
            : new FixAllContext(context.Project, provider, scope, action.EquivalenceKey, ids, reports, CancellationToken.None);
        var made = provider.GetFixAllProvider()!.GetFixAsync(all).GetAwaiter().GetResult();
        Assert.IsNotNull(made, $"Nothing fixes all of {scope}.");
        Compare(Apply(context.Project, made), expected, context.Setup);
    }

    private static (Project Project, Setup Setup, ImmutableArray<Diagnostic> Reports) Open(string markup, Setup? given)
    {
        var setup = given ?? Setup.Default;
        var parsed = Markup.Parse(markup);
        var project = TestWorkspace.Create(parsed.Files, setup);
        var compilation = TestWorkspace.Compile(project);
        Analysis.Verify(parsed, compilation, setup);
        var ids = parsed.Expected.Select(each => each.Id).ToHashSet();
        return (project, setup, [.. Analysis.Run(compilation, setup).Where(each => ids.Contains(each.Id))]);
    }

    private static List<(CodeFixProvider Provider, CodeAction Action)> Offers(Project project, Diagnostic report)
    {
        var offers = new List<(CodeFixProvider, CodeAction)>();
        var document = project.GetDocument(report.Location.SourceTree);
        Assert.IsNotNull(document, "The report lies in no file of the test.");
        foreach (var provider in Providers.Where(each => each.FixableDiagnosticIds.Contains(report.Id)))
        {
            var context = new CodeFixContext(document, report, (action, _) => offers.Add((provider, action)), CancellationToken.None);
            provider.RegisterCodeFixesAsync(context).GetAwaiter().GetResult();
        }

        return offers;
    }

    private static (CodeFixProvider Provider, CodeAction Action) Choose(List<(CodeFixProvider Provider, CodeAction Action)> offers, string? title)
    {
        var chosen = offers.Where(each => title is null || each.Action.Title == title).ToList();
        Assert.HasCount(1, chosen, "Offered: " + string.Join(", ", offers.Select(each => each.Action.Title)));
        return chosen[0];
    }

    private static Project Apply(Project project, CodeAction action)
    {
        var operation = action.GetOperationsAsync(CancellationToken.None).GetAwaiter().GetResult().OfType<ApplyChangesOperation>().Single();
        return operation.ChangedSolution.GetProject(project.Id)!;
    }

    private static void Compare(Project project, string expected, Setup setup)
    {
        var parsed = Markup.Parse(expected);
        var files = project.Documents.Where(document => document.Name is not "Usings.cs")
            .OrderBy(document => document.Name, StringComparer.Ordinal)
            .Select(document => $"=== {document.Name}\n{document.GetTextAsync().GetAwaiter().GetResult()}".ReplaceLineEndings("\n"));
        Assert.AreEqual(
            string.Join("\n", parsed.Files.OrderBy(file => file.Path, StringComparer.Ordinal).Select(file => $"=== {file.Path}\n{file.Text}")),
            string.Join("\n", files));
        Analysis.Verify(parsed, TestWorkspace.Compile(project), setup);
    }

    private sealed class Source(Project project, Setup setup) : FixAllContext.DiagnosticProvider
    {
        private readonly ImmutableArray<Diagnostic> reports = Analysis.Run(TestWorkspace.Compile(project), setup);

        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult(reports.AsEnumerable());

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult(reports.Where(each => each.Location.SourceTree is null));

        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken)
        {
            var tree = await document.GetSyntaxTreeAsync(cancellationToken);
            return reports.Where(each => each.Location.SourceTree == tree);
        }
    }
}
