using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>Tells of each marked method how many of its calls leave this process, and where the others are.</summary>
/// <remarks>Hidden: a build does not run it unless a project raises its severity.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class CallCountAnalyzer() : RuleAnalyzer(RuleScope.Marks, readsGeneratedCode: true, DiagnosticDescriptors.CallCount)
{
    /// <inheritdoc/>
    protected override void Register(CompilationStartAnalysisContext start, ProjectIndex index)
    {
        var uses = new ConcurrentBag<Use>();
        start.RegisterOperationAction(
            operation => Collect(operation, index.Marked, uses), OperationKind.Invocation, OperationKind.MethodReference);
        start.RegisterCompilationEndAction(end => Report(end, uses));
    }

    private static void Collect(OperationAnalysisContext context, MarkedMethods marked, ConcurrentBag<Use> uses)
    {
        var called = context.Operation is IInvocationOperation invocation
            ? invocation.TargetMethod
            : ((IMethodReferenceOperation)context.Operation).Method;
        if (!marked.MayBeMarked(called.Name) || CallSymbols.IsGenerated(context.ContainingSymbol))
        {
            return;
        }

        var method = MarkedMethods.Definition(called);
        if (marked.Find(method) is null || !marked.Qualifies(method) || IsHandedToUs(context.Operation))
        {
            return;
        }

        uses.Add(new Use(method, context.Operation.Syntax.GetLocation(), IsIntercepted(context)));
    }

    /// <summary>A method group that an entrance of the library takes runs in a worker.</summary>
    private static bool IsHandedToUs(IOperation operation)
    {
        var outer = operation.Parent;
        while (outer is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
        {
            outer = outer.Parent;
        }

        return operation is IMethodReferenceOperation
            && outer is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.ContainingAssembly.Name: KnownNames.RuntimeAssembly } };
    }

    /// <summary>An editor makes no interceptors while one types, so what is asked is whether one would be made.</summary>
    private static bool IsIntercepted(OperationAnalysisContext context) =>
        context.Operation.Syntax is InvocationExpressionSyntax syntax
        && context.Operation.SemanticModel is { } model
        && Interception.FindProblem(syntax.SyntaxTree) is null
        && !ExpressionTrees.Contain(syntax, model, context.CancellationToken)
        && model.GetInterceptableLocation(syntax, context.CancellationToken) is not null;

    private static void Report(CompilationAnalysisContext context, ConcurrentBag<Use> uses)
    {
        foreach (var group in uses.GroupBy<Use, IMethodSymbol>(use => use.Method, SymbolEqualityComparer.Default))
        {
            var ordered = group.OrderBy(use => use.Place.SourceTree?.FilePath, StringComparer.Ordinal).ThenBy(use => use.Place.SourceSpan.Start).ToList();
            var rest = ordered.Where(use => !use.IsIntercepted).Select(use => use.Place).ToList();
            var place = group.Key.Locations.FirstOrDefault(location => location.IsInSource) ?? ordered[0].Place;
            context.ReportDiagnostic(Diagnostic.Create(
                DiagnosticDescriptors.CallCount,
                place,
                rest,
                group.Key.Name,
                ordered.Count - rest.Count,
                ordered.Count,
                rest.Count == 0 ? "" : "; in this process run " + string.Join(", ", rest.Select(Describe))));
        }
    }

    private static string Describe(Location location)
    {
        var place = location.GetLineSpan();
        return $"{Path.GetFileName(place.Path)}({place.StartLinePosition.Line + 1},{place.StartLinePosition.Character + 1})";
    }

    private sealed record Use(IMethodSymbol Method, Location Place, bool IsIntercepted);
}
