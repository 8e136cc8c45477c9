using System.Collections.Immutable;
using System.Composition;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.CodeFixes;

/// <summary>Makes an <c>async void</c> method return <c>Task</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class AsyncVoidFixProvider : RuleFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [RuleIds.AsyncVoid];

    /// <inheritdoc/>
    protected override Task<ImmutableArray<Fix>> FindAsync(
        Document document, SyntaxNode node, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        ImmutableArray<Fix> fixes = node is MethodDeclarationSyntax method
            ? [Fix.Of("Return 'Task'", editor => editor.ReplaceNode(
                method.ReturnType, TypeNames.Of(editor, KnownNames.Task).WithTriviaFrom(method.ReturnType)))]
            : [];
        return Task.FromResult(fixes);
    }
}
