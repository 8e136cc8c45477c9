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
public sealed class CallAnalyzer : DiagnosticAnalyzer
{
    private const string NotSeen = "the generator did not see this call; write it in a file of your own, with arguments of known types";
    private const string InterceptorsFile = "RunInProcessGenerator/Interceptors.g.cs";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        DiagnosticDescriptors.InterceptorsUnavailable, DiagnosticDescriptors.NotStaticMethod, DiagnosticDescriptors.Unreachable,
        DiagnosticDescriptors.CannotCross, DiagnosticDescriptors.ByReference, DiagnosticDescriptors.Generic, DiagnosticDescriptors.LazyResult,
        DiagnosticDescriptors.AsyncVoid, DiagnosticDescriptors.NotIntercepted,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (start.Compilation.GetTypeByMetadataName(KnownNames.MarkAttribute) is null)
            {
                return;
            }

            var marked = MarkedMethods.Of(start.Compilation, start.CancellationToken);
            if (marked.IsEmpty)
            {
                return;
            }

            // An editor leaves interceptors out while one types: their absence says something only where they were made.
            var hasInterceptors = start.Compilation.SyntaxTrees
                .Any(tree => tree.FilePath.Replace('\\', '/').EndsWith(InterceptorsFile, StringComparison.Ordinal));
            start.RegisterOperationAction(operation => AnalyzeCall(operation, marked, hasInterceptors), OperationKind.Invocation);
        });
    }

    private static void AnalyzeCall(OperationAnalysisContext context, MarkedMethods marked, bool hasInterceptors)
    {
        var called = ((IInvocationOperation)context.Operation).TargetMethod;
        if (!marked.MayBeMarked(called.Name) || IsGenerated(context.ContainingSymbol))
        {
            return;
        }

        var method = MarkedMethods.Definition(called);
        if (marked.Refuses(method))
        {
            Report(context, [.. MethodRules.Judge(method, context.Compilation)]);
        }
        else if (marked.Find(method) is not null)
        {
            Report(context, FindViolations(context, method, marked, hasInterceptors));
        }
    }

    private static void Report(OperationAnalysisContext context, ImmutableArray<Violation> violations)
    {
        foreach (var violation in violations.Where(violation => violation.RuleId != RuleIds.Undecided))
        {
            context.ReportDiagnostic(DiagnosticDescriptors.Create(context.Operation.Syntax.GetLocation(), violation));
        }
    }

    private static ImmutableArray<Violation> FindViolations(
        OperationAnalysisContext context, IMethodSymbol method, MarkedMethods marked, bool hasInterceptors)
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

        var isLost = hasInterceptors
            && syntax is InvocationExpressionSyntax invocation
            && context.Operation.SemanticModel is { } model
            && !ExpressionTrees.Contain(invocation, model, context.CancellationToken)
            && model.GetInterceptorMethod(invocation, context.CancellationToken) is null;
        return isLost
            ? [new Violation(RuleIds.NotIntercepted, method.Name, NotSeen)]
            : [];
    }

    /// <summary>A contract calls the method itself: that is the call which runs in the worker.</summary>
    internal static bool IsGenerated(ISymbol caller) => caller.ContainingNamespace?.ToDisplayString() == KnownNames.GeneratedNamespace
        || caller.Name.StartsWith(KnownNames.ForwarderPrefix, StringComparison.Ordinal);
}
