using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ProcessIsolate.Analyzers;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.CodeFixes;

/// <summary>Replaces a method given as a delegate by a lambda that calls it: the call is isolated.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class LambdaFixProvider : RuleFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [RuleIds.DelegateUse];

    /// <inheritdoc/>
    protected override async Task<ImmutableArray<Fix>> FindAsync(
        Document document, SyntaxNode node, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        if (!diagnostic.Properties.ContainsKey(ReportProperties.LambdaHelps)
            || node is not ExpressionSyntax group
            || await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is not { } model
            || model.GetOperation(group, cancellationToken) is not IMethodReferenceOperation { Method: var method }
            || FindLambda(group, method, model, cancellationToken) is not { } lambda)
        {
            return [];
        }

        return [Fix.Of("Call it in a lambda", editor => editor.ReplaceNode(group, lambda.WithTriviaFrom(group)))];
    }

    private static ExpressionSyntax? FindLambda(ExpressionSyntax group, IMethodSymbol method, SemanticModel model, CancellationToken cancellationToken)
    {
        var hasType = HasType(group, model, cancellationToken);
        return (hasType ? Try(false) : null) ?? (method.Parameters.Any(each => each.IsOptional || each.IsParams) ? null : Try(true));

        ExpressionSyntax? Try(bool isTyped)
        {
            var lambda = Create(group, method, isTyped, model);
            return BindsAlike(group, lambda, model, cancellationToken) ? lambda : null;
        }
    }

    private static ExpressionSyntax Create(ExpressionSyntax group, IMethodSymbol method, bool isTyped, SemanticModel model)
    {
        var taken = group.DescendantTokens().Select(token => token.ValueText).ToImmutableHashSet();
        var names = method.Parameters.Select(parameter => Unused(parameter.Name)).ToList();
        var parameters = method.Parameters.Zip(names, (parameter, name) =>
            (isTyped ? parameter.Type.ToMinimalDisplayString(model, group.SpanStart) + " " : "") + name);
        var head = names.Count == 1 && !isTyped ? names[0] : "(" + string.Join(", ", parameters) + ")";
        var lambda = SyntaxFactory.ParseExpression($"{head} => {group.WithoutTrivia()}({string.Join(", ", names)})");
        return group.Parent is CastExpressionSyntax or BinaryExpressionSyntax ? SyntaxFactory.ParenthesizedExpression(lambda) : lambda;

        string Unused(string name)
        {
            var unused = name;
            for (var number = 2; taken.Contains(unused) || IsVariable(unused); number++)
            {
                unused = name + number;
            }

            return SyntaxFacts.GetKeywordKind(unused) is SyntaxKind.None ? unused : "@" + unused;
        }

        bool IsVariable(string name) => model.LookupSymbols(group.SpanStart, name: name).Any(symbol =>
            symbol is ILocalSymbol or IParameterSymbol or IRangeVariableSymbol);
    }

    /// <summary>Whether a delegate type is asked for, rather than found by the method.</summary>
    private static bool HasType(ExpressionSyntax group, SemanticModel model, CancellationToken cancellationToken) =>
        (group.Parent is CastExpressionSyntax cast
            ? model.GetTypeInfo(cast, cancellationToken).Type
            : model.GetTypeInfo(group, cancellationToken).ConvertedType) is { TypeKind: TypeKind.Delegate }
        && group.FirstAncestorOrSelf<SyntaxNode>(node => node is VariableDeclarationSyntax or StatementSyntax or ArgumentSyntax) is not
            VariableDeclarationSyntax { Type.IsVar: true };

    /// <summary>Whether the call that takes the delegate stays the same call.</summary>
    private static bool BindsAlike(ExpressionSyntax group, ExpressionSyntax lambda, SemanticModel model, CancellationToken cancellationToken)
    {
        if (group.FirstAncestorOrSelf<ArgumentSyntax>() is not { Parent.Parent: ExpressionSyntax call }
            || model.GetSymbolInfo(call, cancellationToken).Symbol is not { } called)
        {
            return true;
        }

        var candidate = call.ReplaceNode(group, lambda);
        var bound = model.GetSpeculativeSymbolInfo(call.SpanStart, candidate, SpeculativeBindingOption.BindAsExpression).Symbol;
        return SymbolEqualityComparer.Default.Equals(bound, called);
    }
}
