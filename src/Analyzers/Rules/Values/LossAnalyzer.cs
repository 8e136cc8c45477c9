using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>Reports what crosses to another process and may lose something on the way.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class LossAnalyzer() : RuleAnalyzer(RuleScope.Marks, readsGeneratedCode: false, DiagnosticDescriptors.Lossy)
{
    /// <inheritdoc/>
    protected override void Register(CompilationStartAnalysisContext start, ProjectIndex index)
    {
        start.RegisterSymbolAction(symbol => AnalyzeMethod(symbol, index.Marked, index.Losses), SymbolKind.Method);
        start.RegisterOperationAction(operation => AnalyzeArguments(operation, index.Marked), OperationKind.Invocation);
        start.RegisterOperationAction(operation => AnalyzeResult(operation, index.Marked), OperationKind.Return);
    }

    private static void AnalyzeMethod(SymbolAnalysisContext context, MarkedMethods marked, LossFinder finder)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (!marked.MayBeMarked(method.Name) || Marks.Of(method) is null || !marked.Qualifies(method)
            || method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(context.CancellationToken) is not MethodDeclarationSyntax declaration)
        {
            return;
        }

        foreach (var parameter in method.Parameters)
        {
            Report(parameter.Type, parameter);
        }

        if (MethodRules.ResultOf(method) is { } result)
        {
            Report(result, null);
        }

        void Report(ITypeSymbol type, IParameterSymbol? parameter)
        {
            var losses = finder.Find(type);
            if (!losses.IsEmpty)
            {
                var violation = new Violation(
                    RuleIds.Lossy, type.ToDisplayString(SymbolNames.Short), string.Join("; ", losses), parameter, IsResult: parameter is null);
                context.ReportDiagnostic(DiagnosticDescriptors.Create(MarkPlaces.Of(declaration, violation), violation));
            }
        }
    }

    private static void AnalyzeArguments(OperationAnalysisContext context, MarkedMethods marked)
    {
        var call = (IInvocationOperation)context.Operation;
        if (!marked.MayBeMarked(call.TargetMethod.Name)
            || MarkedMethods.Definition(call.TargetMethod) is var method && (marked.Find(method) is null || !marked.Qualifies(method)))
        {
            return;
        }

        foreach (var argument in call.Arguments)
        {
            Report(context, argument.Value, argument.Parameter?.Type);
        }
    }

    private static void AnalyzeResult(OperationAnalysisContext context, MarkedMethods marked)
    {
        if (context.Operation is IReturnOperation { ReturnedValue: { } value }
            && context.ContainingSymbol is IMethodSymbol method && marked.MayBeMarked(method.Name)
            && Marks.Of(MarkedMethods.Definition(method)) is not null
            && !IsInner(context.Operation))
        {
            Report(context, value, MethodRules.ResultOf(method));
        }
    }

    /// <summary>A lambda or local function returns to the method, not to another process.</summary>
    private static bool IsInner(IOperation operation)
    {
        for (var outer = operation.Parent; outer is not null; outer = outer.Parent)
        {
            if (outer is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return true;
            }
        }

        return false;
    }

    private static void Report(OperationAnalysisContext context, IOperation value, ITypeSymbol? declared)
    {
        if (declared is not null && Comparers.MayHold(declared) && Comparers.Find(value, context.CancellationToken) is { } comparer)
        {
            context.ReportDiagnostic(DiagnosticDescriptors.Create(
                value.Syntax.GetLocation(),
                new Violation(RuleIds.Lossy, declared.ToDisplayString(SymbolNames.Short), "its comparer '" + comparer + "' stays behind")));
        }
    }
}
