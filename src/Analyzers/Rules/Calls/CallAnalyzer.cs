using System;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>Reports calls of marked methods that would silently run in this process.</summary>
/// <remarks>For a method of a referenced assembly, whose declaration is out of reach, and for an overload that a mark on the
/// assembly names along with others, says what is wrong with the method;
/// for any other call makes sure that an interceptor was generated.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class CallAnalyzer() : RuleAnalyzer(
    RuleScope.Marks,
    readsGeneratedCode: true,
    DiagnosticDescriptors.InterceptorsUnavailable, DiagnosticDescriptors.NotStaticMethod, DiagnosticDescriptors.Unreachable,
    DiagnosticDescriptors.CannotCross, DiagnosticDescriptors.ByReference, DiagnosticDescriptors.Generic,
    DiagnosticDescriptors.LazyResult, DiagnosticDescriptors.AsyncVoid, DiagnosticDescriptors.NotIntercepted,
    DiagnosticDescriptors.EndpointResult)
{
    private const string NotRun =
        "the generator made nothing; look for the warning CS8785, which says why it failed, or restore the package again";

    private const string Diverted =
        "the generator saw a call of it here, which another generator's code makes a call of another method; name its type before the dot";

    /// <inheritdoc/>
    protected override void Register(CompilationStartAnalysisContext start, ProjectIndex index)
    {
        start.RegisterOperationAction(operation => AnalyzeLoudly(operation, index.Marked, index.Output), OperationKind.Invocation);
    }

    /// <summary>A fault of this rule is an error like any finding: the compiler's warning AD0001 alone would let the call pass.</summary>
    private static void AnalyzeLoudly(OperationAnalysisContext context, MarkedMethods marked, GeneratorOutput output)
    {
        try
        {
            AnalyzeCall(context, marked, output);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            var name = ((IInvocationOperation)context.Operation).TargetMethod.Name;
            Report(context, [new Violation(RuleIds.NotIntercepted, name, "the rule that checks this failed: " + exception.Message)]);
        }
    }

    private static void AnalyzeCall(OperationAnalysisContext context, MarkedMethods marked, GeneratorOutput output)
    {
        var called = ((IInvocationOperation)context.Operation).TargetMethod;
        if (!marked.MayBeMarked(called.Name) || CallSymbols.IsGenerated(context.ContainingSymbol))
        {
            return;
        }

        var method = MarkedMethods.Definition(called);
        if (marked.Refuses(method))
        {
            Report(context, [.. MethodRules.Judge(method, context.Compilation)]);
        }
        else if (marked.Find(method) is { } mark && !IsLeftOut(called, mark, marked, context.Compilation))
        {
            Report(context, FindTypeViolations(context, called, marked) is { Length: > 0 } wrong ? wrong : FindViolations(context, method, marked, output));
        }
        else if (InterceptorOf(context) is { } interceptor && CallSymbols.IsGenerated(interceptor))
        {
            // What another generator added changed which method the call means.
            Report(context, [new Violation(RuleIds.NotIntercepted, interceptor.Name, Diverted)]);
        }
    }

    // Of a generic method the types are known only here.
    private static ImmutableArray<Violation> FindTypeViolations(OperationAnalysisContext context, IMethodSymbol called, MarkedMethods marked)
    {
        var meant = MarkedMethods.Meant(called);
        return MethodRules.IsGeneric(meant) && marked.Qualifies(MarkedMethods.Definition(called)) ? [.. MethodRules.JudgeCall(meant, context.Compilation)] : [];
    }

    // A mark for a whole type asks for what qualifies.
    private static bool IsLeftOut(IMethodSymbol called, AttributeData mark, MarkedMethods marked, Compilation compilation) =>
        mark.ConstructorArguments.Length == 1 && MarkedMethods.Meant(called) is var meant && MethodRules.IsGeneric(meant)
        && marked.Qualifies(MarkedMethods.Definition(called)) && MethodRules.JudgeCall(meant, compilation).Any();

    private static void Report(OperationAnalysisContext context, ImmutableArray<Violation> violations)
    {
        foreach (var violation in violations.Where(violation => violation.RuleId != RuleIds.Undecided))
        {
            context.ReportDiagnostic(DiagnosticDescriptors.Create(context.Operation.Syntax.GetLocation(), violation));
        }
    }

    private static ImmutableArray<Violation> FindViolations(
        OperationAnalysisContext context, IMethodSymbol method, MarkedMethods marked, GeneratorOutput output)
    {
        var isForeign = marked.IsForeign(method);
        if (!marked.Qualifies(method))
        {
            return isForeign ? [.. MethodRules.Judge(method, context.Compilation)] : [];
        }

        var syntax = context.Operation.Syntax;
        if (Interception.FindProblem(syntax.SyntaxTree) is { } problem)
        {
            return isForeign ? [new Violation(RuleIds.InterceptorsUnavailable, method.Name, problem)] : [];
        }

        if (!output.HasRun)
        {
            return [new Violation(RuleIds.InterceptorsUnavailable, method.Name, NotRun)];
        }

        var isLost = output.HasInterceptors
            && syntax is InvocationExpressionSyntax invocation
            && context.Operation.SemanticModel is { } model
            && !ExpressionTrees.Contain(invocation, model, context.CancellationToken)
            && InterceptorOf(context) is null;
        return isLost
            ? [new Violation(RuleIds.NotIntercepted, method.Name, output.WhyNotSeen(method.Name, syntax.SyntaxTree, context.CancellationToken))]
            : [];
    }

    private static IMethodSymbol? InterceptorOf(OperationAnalysisContext context) =>
        context.Operation is { Syntax: InvocationExpressionSyntax invocation, SemanticModel: { } model }
            ? model.GetInterceptorMethod(invocation, context.CancellationToken)
            : null;
}
