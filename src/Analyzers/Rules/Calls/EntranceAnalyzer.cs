using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace ProcessIsolate.Analyzers;

/// <summary>Reports what is given to a pool or process and would be refused when the program runs.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class EntranceAnalyzer() : RuleAnalyzer(RuleScope.Library, readsGeneratedCode: true, DiagnosticDescriptors.NotMarked)
{
    /// <inheritdoc/>
    protected override void Register(CompilationStartAnalysisContext start, ProjectIndex index)
    {
        if (index.Calls is { } symbols)
        {
            start.RegisterSyntaxNodeAction(node => Analyze(node, symbols), SyntaxKind.InvocationExpression);
        }
    }

    private static void Analyze(SyntaxNodeAnalysisContext context, CallSymbols symbols)
    {
        var call = (InvocationExpressionSyntax)context.Node;
        if (CallSymbols.NameOf(call) is not { } name
            || !CallSymbols.MayBeEntrance(name)
            || call.ArgumentList.Arguments.Count == 0
            || context.SemanticModel.GetSymbolInfo(call, context.CancellationToken).Symbol is not IMethodSymbol called
            || symbols.FunctionOf(called) is not (>= 0 and var function)
            || context.SemanticModel.GetOperation(call, context.CancellationToken) is not IInvocationOperation operation)
        {
            return;
        }

        foreach (var argument in operation.Arguments)
        {
            if (argument.Parameter is { } parameter && parameter.Ordinal == function)
            {
                foreach (var refusal in Refusal.Of(argument.Value, parameter.Type, called, symbols, context.CancellationToken))
                {
                    Report(context, refusal);
                }
            }
        }
    }

    private static void Report(SyntaxNodeAnalysisContext context, Refusal refusal) => context.ReportDiagnostic(Diagnostic.Create(
        DiagnosticDescriptors.NotMarked,
        refusal.Place.GetLocation(),
        refusal.CanBeMarked is { } method ? method.Locations : null,
        refusal.Subject,
        refusal.Reason));
}
