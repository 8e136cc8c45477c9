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
using Microsoft.CodeAnalysis.Editing;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.CodeFixes;

/// <summary>Lets generated code name what a marked method needs: its type, the types of its signature, or the method itself.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class InternalFixProvider : RuleFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [RuleIds.Unreachable];

    /// <inheritdoc/>
    protected override async Task<ImmutableArray<Fix>> FindAsync(
        Document document, SyntaxNode node, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        if (node is not MethodDeclarationSyntax declaration
            || await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is not { } model
            || model.GetDeclaredSymbol(declaration, cancellationToken) is not { } method)
        {
            return [];
        }

        IReadOnlyList<ISymbol> blamed = Reachability.Unnameable(method);
        var opened = (blamed.Count == 0 ? [method] : blamed).SelectMany(symbol => symbol.DeclaringSyntaxReferences)
            .Select(reference => reference.GetSyntax(cancellationToken)).ToList();
        return opened.Count == 0 || opened.Any(each => each.SyntaxTree != declaration.SyntaxTree)
            ? []
            : [Fix.Of(blamed.Count == 0 ? "Make the method internal" : "Make the type internal", editor => opened.ForEach(each => Open(editor, each)))];
    }

    private static void Open(DocumentEditor editor, SyntaxNode declaration) => editor.ReplaceNode(declaration, (current, generator) =>
    {
        var old = generator.GetAccessibility(current);
        if (current is MemberDeclarationSyntax { Modifiers: var modifiers } member && modifiers.Any(SyntaxKind.FileKeyword))
        {
            var file = modifiers.First(each => each.IsKind(SyntaxKind.FileKeyword));
            return member.WithModifiers(modifiers.Replace(file, SyntaxFactory.Token(SyntaxKind.InternalKeyword).WithTriviaFrom(file)));
        }

        var isOpen = old is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal;
        return isOpen
            ? current
            : generator.WithAccessibility(
                current, old is Accessibility.Protected or Accessibility.ProtectedAndInternal ? Accessibility.ProtectedOrInternal : Accessibility.Internal);
    });
}
