using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>Reports what a marked method's body does that is something else in a worker than it was in the host.</summary>
/// <remarks>Reads the bodies of marked methods and of what they call in this compilation, and nothing else. What is found in a method
/// that the body calls is reported at that call: there stands who knows that it runs in a worker.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class MarkedBodyAnalyzer() : RuleAnalyzer(
    RuleScope.Marks,
    readsGeneratedCode: false,
    DiagnosticDescriptors.StaticState, DiagnosticDescriptors.ArgumentWrite, DiagnosticDescriptors.NestedCall,
    DiagnosticDescriptors.RetriedEffect, DiagnosticDescriptors.HostOnly, DiagnosticDescriptors.OwnIdentity,
    DiagnosticDescriptors.LocalLock)
{
    /// <inheritdoc/>
    protected override void Register(CompilationStartAnalysisContext start, ProjectIndex index)
    {
        start.RegisterOperationBlockAction(block => Analyze(block, index.Marked, index.Reach, index.States));
    }

    private static void Analyze(OperationBlockAnalysisContext context, MarkedMethods marked, Reach reach, StaticState states)
    {
        if (context.OwningSymbol is not IMethodSymbol { MethodKind: MethodKind.Ordinary } owner || !marked.MayBeMarked(owner.Name))
        {
            return;
        }

        // Of a partial method both parts are shown with the same body.
        if (owner.PartialImplementationPart is not null)
        {
            return;
        }

        // What cannot be isolated has an error of its own; its body may look different once that is mended.
        var method = MarkedMethods.Definition(owner);
        if (marked.Find(method) is not { } mark || !marked.Qualifies(method))
        {
            return;
        }

        var body = new MarkedBody(method, mark, reach.From(method, context.CancellationToken));
        foreach (var report in StaticStateRule.Find(body, states, context.CancellationToken)
            .Concat(ArgumentWriteRule.Find(body, reach, context.CancellationToken))
            .Concat(NestedCallRule.Find(body, marked))
            .Concat(RetriedEffectRule.Find(body, context.CancellationToken))
            .Concat(HostOnlyRule.Find(body, context.OperationBlocks))
            .Concat(LocalLockRule.Find(body, context.OperationBlocks)))
        {
            context.ReportDiagnostic(report);
        }
    }
}
