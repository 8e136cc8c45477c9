using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProcessIsolate.Generator.Models;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>Recognises calls of marked methods: a test of the name's text first, semantics for what passes it.</summary>
internal static class CallSiteParser
{
    /// <summary>Whether a node may be a call of a marked method, or name a generic one for a pool.</summary>
    public static bool IsCandidate(SyntaxNode node, CancellationToken cancellationToken) =>
        node is InvocationExpressionSyntax invocation ? NameOf(invocation) is not null : GenericName(node) is not null;

    /// <summary>Parses a call.</summary>
    /// <returns>Null when it is not one of a marked method that qualifies.</returns>
    public static CallSiteModel? Parse(GeneratorSyntaxContext context, CancellationToken cancellationToken)
    {
        var model = context.SemanticModel;
        var marked = MarkedMethods.Of(model.Compilation, cancellationToken);
        if (context.Node is not InvocationExpressionSyntax invocation)
        {
            return ParseName(context.Node, model, marked, cancellationToken);
        }

        if (NameOf(invocation) is not { } name
            || !marked.MayBeMarked(name)
            || FindMethod(invocation, model, cancellationToken) is not { } called)
        {
            return null;
        }

        var definition = MarkedMethods.Definition(called);
        var method = MarkedMethods.Meant(called);
        if (marked.Find(definition) is not { } mark
            || !marked.Qualifies(definition)
            || !IsComplete(method, model.Compilation)
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
            IsExtension: called.ReducedFrom is not null || ExtensionMembers.IsReceived(called));
        var isMadeHere = marked.IsForeign(definition) || MethodRules.IsGeneric(method);
        var made = isMadeHere ? ContractParser.Create(method, mark, model.Compilation, cancellationToken) : null;
        return new CallSiteModel(shape, location.Version, location.Data, made);
    }

    // pool.Run(Jobs.Count<int>, items): the contract must be there, and nothing is intercepted.
    private static CallSiteModel? ParseName(SyntaxNode node, SemanticModel model, MarkedMethods marked, CancellationToken cancellationToken)
    {
        var name = GenericName(node)!;
        if (!marked.MayBeMarked(name))
        {
            return null;
        }

        var info = model.GetSymbolInfo(node, cancellationToken);
        if ((info.Symbol ?? (info.CandidateSymbols.Length == 1 ? info.CandidateSymbols[0] : null)) is not IMethodSymbol named)
        {
            return null;
        }

        var definition = MarkedMethods.Definition(named);
        return MethodRules.IsGeneric(named) && marked.Find(definition) is { } mark && marked.Qualifies(definition) && IsComplete(named, model.Compilation)
            ? CallSiteModel.OfContract(ContractParser.Create(named, mark, model.Compilation, cancellationToken))
            : null;
    }

    private static bool IsComplete(IMethodSymbol method, Compilation compilation) =>
        !MethodRules.IsGeneric(method) || !MethodRules.JudgeCall(method, compilation).Any();

    private static string? GenericName(SyntaxNode node) => node switch
    {
        GenericNameSyntax { Parent: ArgumentSyntax } name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Parent: ArgumentSyntax, Name: GenericNameSyntax name } => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Parent: ArgumentSyntax, Name: IdentifierNameSyntax name } access
            when access.Expression.DescendantNodesAndSelf().Any(each => each is GenericNameSyntax) => name.Identifier.ValueText,
        _ => null,
    };

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
        SimpleNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Name: SimpleNameSyntax name } => name.Identifier.ValueText,
        MemberBindingExpressionSyntax { Name: SimpleNameSyntax name } => name.Identifier.ValueText,
        _ => null,
    };
}
