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

/// <summary>Makes a method that returns a lazy sequence return an array.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class CompleteResultFixProvider : RuleFixProvider
{
    private static readonly ImmutableHashSet<string> Sequences =
    [
        "System.Linq.IQueryable`1", "System.Linq.IOrderedQueryable`1", "System.Linq.IOrderedEnumerable`1",
    ];

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [RuleIds.LazyResult];

    /// <inheritdoc/>
    protected override async Task<ImmutableArray<Fix>> FindAsync(
        Document document, SyntaxNode node, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        if (node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } declaration
            || await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is not { } model
            || model.GetDeclaredSymbol(declaration, cancellationToken) is not { PartialDefinitionPart: null, PartialImplementationPart: null } method
            || MethodRules.ResultOf(method) is not INamedTypeSymbol result
            || !Sequences.Contains(SymbolNames.Metadata(result)))
        {
            return [];
        }

        // The sequence inside of a task can be replaced only where the method itself makes the task.
        var isTask = !SymbolEqualityComparer.Default.Equals(result, method.ReturnType);
        if (isTask && !method.IsAsync)
        {
            return [];
        }

        var item = result.TypeArguments[0];
        return [Fix.Of("Return an array", editor => Complete(editor, declaration, model, item))];
    }

    private static void Complete(DocumentEditor editor, MethodDeclarationSyntax declaration, SemanticModel model, ITypeSymbol item)
    {
        var sequence = declaration.ReturnType.DescendantNodesAndSelf().OfType<SimpleNameSyntax>()
            .FirstOrDefault(each => model.GetTypeInfo(each).Type is INamedTypeSymbol type && Sequences.Contains(SymbolNames.Metadata(type)));
        SyntaxNode? written = sequence?.Parent is QualifiedNameSyntax qualified && qualified.Right == sequence ? qualified : sequence;
        if (written is not null)
        {
            editor.ReplaceNode(written, ArrayOf((TypeSyntax)TypeNames.Of(editor, item)).WithTriviaFrom(written));
        }

        if (declaration.ExpressionBody is { } arrow)
        {
            Complete(editor, arrow.Expression, model, item);
        }
        else if (declaration.Body is { } block)
        {
            foreach (var returned in Own(block).OfType<ReturnStatementSyntax>().Where(each => each.Expression is not null))
            {
                Complete(editor, returned.Expression!, model, item);
            }
        }
    }

    private static ArrayTypeSyntax ArrayOf(TypeSyntax item) => SyntaxFactory.ArrayType(
        item,
        SyntaxFactory.SingletonList(SyntaxFactory.ArrayRankSpecifier(
            SyntaxFactory.SingletonSeparatedList<ExpressionSyntax>(SyntaxFactory.OmittedArraySizeExpression()))));

    private static IEnumerable<SyntaxNode> Own(SyntaxNode body) =>
        body.DescendantNodes(each => each is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax));

    private static void Complete(DocumentEditor editor, ExpressionSyntax expression, SemanticModel model, ITypeSymbol item)
    {
        // An array, null, a collection expression and what throws fit the new type as they are.
        var natural = model.GetTypeInfo(expression).Type;
        var fits = natural is null || expression is ThrowExpressionSyntax or CollectionExpressionSyntax
            || expression.IsKind(SyntaxKind.SuppressNullableWarningExpression)
            || model.Compilation.ClassifyConversion(natural, model.Compilation.CreateArrayTypeSymbol(item)).IsImplicit;
        if (fits)
        {
            return;
        }

        editor.ReplaceNode(expression, (current, generator) => generator
            .InvocationExpression(generator.MemberAccessExpression(Enclose((ExpressionSyntax)current.WithoutTrivia()), "ToArray"))
            .WithTriviaFrom(current));
        TypeNames.Import(editor, "System.Linq");
    }

    private static ExpressionSyntax Enclose(ExpressionSyntax expression) =>
        expression is InvocationExpressionSyntax or MemberAccessExpressionSyntax or SimpleNameSyntax or ElementAccessExpressionSyntax
            or ParenthesizedExpressionSyntax or ObjectCreationExpressionSyntax or ThisExpressionSyntax
            ? expression
            : SyntaxFactory.ParenthesizedExpression(expression);
}
