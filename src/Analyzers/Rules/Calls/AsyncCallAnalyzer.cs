using System;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>Reports isolated calls that block where they could be awaited, cannot be cancelled where a token is at hand, or
/// that are not waited for.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class AsyncCallAnalyzer() : RuleAnalyzer(
    RuleScope.Marks,
    readsGeneratedCode: false,
    DiagnosticDescriptors.BlockingCall, DiagnosticDescriptors.TokenNotPassed, DiagnosticDescriptors.NotAwaited)
{
    private const string Suffix = "Async";

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
            || !MayMatter(name, symbols)
            || CallSymbols.IsGenerated(context.ContainingSymbol)
            || context.SemanticModel.GetSymbolInfo(call, context.CancellationToken).Symbol is not IMethodSymbol called
            || !(symbols.IsIsolated(called) || CallSymbols.IsCompanion(called) || symbols.IsEntrance(called))
            || ExpressionTrees.Contain(call, context.SemanticModel, context.CancellationToken))
        {
            return;
        }

        if (!Blocks(context, call, called, symbols))
        {
            ReportLackOfToken(context, call, called);
        }

        if (AsyncPlace.IsTask(called.ReturnType) && DroppedCall.IsDropped(call, context.SemanticModel, context.CancellationToken))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                DiagnosticDescriptors.NotAwaited, call.GetLocation(), called.Name, "its error would be lost, and the program may end before it does"));
        }
    }

    private static bool MayMatter(string name, CallSymbols symbols) => symbols.Marked.MayBeMarked(name)
        || CallSymbols.MayBeEntrance(name)
        || (name.EndsWith(Suffix, StringComparison.Ordinal) && symbols.Marked.MayBeMarked(name.Substring(0, name.Length - Suffix.Length)));

    private static bool Blocks(SyntaxNodeAnalysisContext context, InvocationExpressionSyntax call, IMethodSymbol called, CallSymbols symbols)
    {
        // Nothing but the program itself waits for its first thread; in a worker the call is a plain one.
        if (AsyncPlace.IsTask(called.ReturnType)
            || !AsyncPlace.MayBeAsync(call)
            || symbols.IsOutside(context.ContainingSymbol)
            || AsyncPlace.Of(call, context.SemanticModel, context.CancellationToken) is not { IsTopLevel: false } place
            || !(place.IsAsync || place.ReturnsTask)
            || IsMain(place, context)
            || AsyncCall.For(call, called, context.SemanticModel) is not { } replacement)
        {
            return false;
        }

        context.ReportDiagnostic(Diagnostic.Create(
            DiagnosticDescriptors.BlockingCall, call.GetLocation(), called.Name, "await '" + replacement.Called.Name + "' instead"));
        return true;
    }

    private static void ReportLackOfToken(SyntaxNodeAnalysisContext context, InvocationExpressionSyntax call, IMethodSymbol called)
    {
        if (TokenCall.Find(call, called, context.SemanticModel, context.CancellationToken) is [var first, ..])
        {
            context.ReportDiagnostic(Diagnostic.Create(
                DiagnosticDescriptors.TokenNotPassed, call.GetLocation(), called.Name, "pass '" + first.Token + "'"));
        }
    }

    private static bool IsMain(AsyncPlace place, SyntaxNodeAnalysisContext context) => place.Function is MethodDeclarationSyntax { Identifier.ValueText: "Main" }
        && SymbolEqualityComparer.Default.Equals(
            context.Compilation.GetEntryPoint(context.CancellationToken),
            AsyncPlace.SymbolOf(place.Function, context.SemanticModel, context.CancellationToken));
}
