using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProcessIsolate.Analyzers;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.CodeFixes;

/// <summary>Has what a method does to an argument come back to its caller.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class CopyBackFixProvider : RuleFixProvider
{
    private const string Namespace = "System.Runtime.InteropServices";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [RuleIds.ArgumentWrite];

    /// <inheritdoc/>
    protected override Task<ImmutableArray<Fix>> FindAsync(
        Document document, SyntaxNode node, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        ImmutableArray<Fix> fixes = node.FirstAncestorOrSelf<AttributeSyntax>() is { } mark ? [SetOn(mark)]
            : diagnostic.Properties.TryGetValue(ReportProperties.Parameter, out var name) && Find(node, name) is { } parameter ? [Mark(parameter)]
            : [];
        return Task.FromResult(fixes);
    }

    private static ParameterSyntax? Find(SyntaxNode node, string? name) => node.AncestorsAndSelf().OfType<MethodDeclarationSyntax>()
        .SelectMany(method => method.ParameterList.Parameters).FirstOrDefault(parameter => parameter.Identifier.ValueText == name);

    // Several reports may be about one parameter.
    private static Fix Mark(ParameterSyntax parameter) => Fix.Of("Mark the parameter [In, Out]", editor =>
    {
        TypeNames.Import(editor, Namespace);
        editor.ReplaceNode(parameter, (current, _) =>
        {
            var old = (ParameterSyntax)current;
            return old.AttributeLists.SelectMany(list => list.Attributes).Any(each => each.Name.ToString() == "Out")
                ? old
                : old.WithoutLeadingTrivia().WithAttributeLists(old.AttributeLists.Insert(0, InOut(old)));
        });
    });

    private static AttributeListSyntax InOut(ParameterSyntax parameter)
    {
        var list = ((MethodDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration("void F([In, Out] int x) { }")!)
            .ParameterList.Parameters[0].AttributeLists[0];
        return list.WithLeadingTrivia(parameter.GetLeadingTrivia()).WithTrailingTrivia(SyntaxFactory.Space);
    }

    private static Fix SetOn(AttributeSyntax mark) => Fix.Of("Set 'CopyBack = true'", editor => editor.ReplaceNode(mark, (current, _) =>
    {
        var old = (AttributeSyntax)current;
        var argument = SyntaxFactory.ParseAttributeArgumentList("(CopyBack = true)")!.Arguments[0];
        var arguments = old.ArgumentList ?? SyntaxFactory.AttributeArgumentList();
        var separated = arguments.Arguments.Count == 0 ? argument : argument.WithLeadingTrivia(SyntaxFactory.Space);
        return old.WithArgumentList(arguments.AddArguments(separated));
    }));
}
