using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ProcessIsolate.Analyzers;

/// <summary>Reports loops that collect the results of isolated calls: all but one of the pool's processes idle meanwhile.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class LoopAnalyzer() : RuleAnalyzer(RuleScope.Marks, readsGeneratedCode: false, DiagnosticDescriptors.CallInLoop)
{
    /// <inheritdoc/>
    protected override void Register(CompilationStartAnalysisContext start, ProjectIndex index)
    {
        if (index.Calls is { } symbols)
        {
            start.RegisterSyntaxNodeAction(
                node => Analyze(node, symbols), SyntaxKind.ForEachStatement, SyntaxKind.ForStatement, SyntaxKind.InvocationExpression);
        }
    }

    private static void Analyze(SyntaxNodeAnalysisContext context, CallSymbols symbols)
    {
        if (CollectingLoop.Find(context.Node, context.SemanticModel, symbols, context.CancellationToken) is { } loop
            && !symbols.IsOutside(context.ContainingSymbol))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                DiagnosticDescriptors.CallInLoop, loop.Call.GetLocation(), loop.Method.Name, "let 'ProcessPool.Shared.Map' spread the items"));
        }
    }
}
