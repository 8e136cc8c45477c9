using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProcessIsolate.Generator.Models;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>Recognises calls of marked methods: a test of the name's text first, semantics for what passes it.</summary>
internal static class CallSiteParser
{
    /// <summary>Whether a node may be a call of a method that is not generic.</summary>
    public static bool IsCandidate(SyntaxNode node, CancellationToken cancellationToken) =>
        node is InvocationExpressionSyntax invocation && NameOf(invocation) is not null;

    /// <summary>Parses a call.</summary>
    /// <returns>Null when it is not one of a marked method that qualifies.</returns>
    public static CallSiteModel? Parse(GeneratorSyntaxContext context, CancellationToken cancellationToken)
    {
        var invocation = (InvocationExpressionSyntax)context.Node;
        var model = context.SemanticModel;
        var marked = MarkedMethods.Of(model.Compilation, cancellationToken);
        if (NameOf(invocation) is not { } name
            || !marked.MayBeMarked(name)
            || FindMethod(invocation, model, cancellationToken) is not { } called)
        {
            return null;
        }

        var method = MarkedMethods.Definition(called);
        if (marked.Find(method) is not { } mark
            || !marked.Qualifies(method)
            // Code that the compiler refuses would hide the rule that says what to do.
            || Interception.FindProblem(invocation.SyntaxTree) is not null
            || ExpressionTrees.Contain(invocation, model, cancellationToken)
            || model.GetInterceptableLocation(invocation, cancellationToken) is not { } location)
        {
            return null;
        }

        var shape = new InterceptorModel(
            GeneratedNames.Contract(method, model.Compilation),
            method.Name,
            ContractParser.Parameters(method, mark),
            ContractParser.Return(method),
            IsExtension: called.ReducedFrom is not null);
        var foreign = marked.IsForeign(method) ? ContractParser.Create(method, mark, model.Compilation, cancellationToken) : null;
        return new CallSiteModel(shape, location.Version, location.Data, foreign);
    }

    private static IMethodSymbol? FindMethod(
        InvocationExpressionSyntax invocation, SemanticModel model, CancellationToken cancellationToken)
    {
        var info = model.GetSymbolInfo(invocation, cancellationToken);
        if (info.Symbol is IMethodSymbol method)
        {
            return method;
        }

        // An argument whose type another generator makes fails to bind here and binds in the build: with one candidate
        // there is no doubt which method is meant.
        return info is { CandidateReason: CandidateReason.OverloadResolutionFailure, CandidateSymbols.Length: 1 }
            ? info.CandidateSymbols[0] as IMethodSymbol
            : null;
    }

    private static string? NameOf(InvocationExpressionSyntax invocation) => invocation.Expression switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Name: IdentifierNameSyntax name } => name.Identifier.ValueText,
        MemberBindingExpressionSyntax { Name: IdentifierNameSyntax name } => name.Identifier.ValueText,
        _ => null,
    };
}
