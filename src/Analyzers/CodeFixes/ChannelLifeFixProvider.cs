using System.Collections.Immutable;
using System.Composition;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProcessIsolate.Analyzers;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.CodeFixes;

/// <summary>Declares a channel, shared value or lock with <c>using</c>.</summary>
/// <remarks>The analyzer says where that compiles and lets every call end first.</remarks>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class ChannelLifeFixProvider : RuleFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [RuleIds.ChannelLife];

    /// <inheritdoc/>
    protected override Task<ImmutableArray<Fix>> FindAsync(
        Document document, SyntaxNode node, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        ImmutableArray<Fix> fixes = diagnostic.Properties.ContainsKey(ReportProperties.CanUse)
            && node.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>() is { } declaration
                ? [Fix.Of("Declare it with 'using'", editor => editor.ReplaceNode(
                    declaration, (each, _) => WithUsing((LocalDeclarationStatementSyntax)each)))]
                : [];
        return Task.FromResult(fixes);
    }

    private static SyntaxNode WithUsing(LocalDeclarationStatementSyntax declaration) => declaration
        .WithoutLeadingTrivia()
        .WithUsingKeyword(Token(SyntaxKind.UsingKeyword).WithLeadingTrivia(declaration.GetLeadingTrivia()).WithTrailingTrivia(Space));
}
