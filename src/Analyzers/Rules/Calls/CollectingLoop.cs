using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>A loop, or a chain of sequence operators, that does nothing but collect a marked method's result for each item.</summary>
/// <param name="Whole">The loop or the chain.</param>
/// <param name="Call">The isolated call in it.</param>
/// <param name="Method">What it calls.</param>
/// <param name="Items">The sequence.</param>
/// <param name="Form">How the results are collected.</param>
/// <param name="Target">The list or array; null for a chain.</param>
internal sealed record CollectingLoop(
    SyntaxNode Whole, InvocationExpressionSyntax Call, IMethodSymbol Method, ExpressionSyntax Items, CollectingForm Form, ExpressionSyntax? Target)
{
    /// <summary>Recognises the forms that a map replaces one to one.</summary>
    public static CollectingLoop? Find(SyntaxNode node, SemanticModel model, CallSymbols symbols, CancellationToken cancellationToken)
    {
        var found = node switch
        {
            ForEachStatementSyntax each => FindForEach(each),
            ForStatementSyntax counting => FindFor(counting),
            InvocationExpressionSyntax chain => FindChain(chain),
            _ => null,
        };
        return found is { Loop: var loop, Item: var item }
            && CallSymbols.NameOf(loop.Call) is { } name
            && symbols.Marked.MayBeMarked(name)
            && ArgumentOf(loop.Call, model, cancellationToken) is (var method, var argument)
            && SyntaxFactory.AreEquivalent(argument, item)
            && symbols.IsIsolated(method)
            // A map needs the pool that a mark names.
            && symbols.Marked.Find(MarkedMethods.Definition(method))?.NamedArguments.Any(each => each.Key is "Pool") is not true
            && HasItsTypes(loop, method, model, symbols.Compilation, cancellationToken)
                ? loop with { Method = MarkedMethods.Definition(method) }
                : null;
    }

    private static (CollectingLoop Loop, ExpressionSyntax Item)? FindForEach(ForEachStatementSyntax loop) =>
        loop.AwaitKeyword.RawKind == 0
        && OnlyStatement(loop.Statement) is InvocationExpressionSyntax
        {
            Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Add", Expression: IdentifierNameSyntax list },
            ArgumentList.Arguments: [{ Expression: InvocationExpressionSyntax call }],
        }
            ? (new CollectingLoop(loop, call, null!, loop.Expression, CollectingForm.Add, list), SyntaxFactory.IdentifierName(loop.Identifier))
            : null;

    /// <summary>From 0 to the length of a sequence, one by one.</summary>
    private static (CollectingLoop Loop, ExpressionSyntax Item)? FindFor(ForStatementSyntax loop)
    {
        if (loop.Declaration is not { Variables: [{ Identifier: var index, Initializer.Value: LiteralExpressionSyntax { Token.Value: 0 } }] }
            || loop.Condition is not BinaryExpressionSyntax
            {
                RawKind: (int)SyntaxKind.LessThanExpression,
                Left: IdentifierNameSyntax left,
                Right: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Length" or "Count", Expression: IdentifierNameSyntax items },
            }
            || loop.Incrementors is not [{ RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PreIncrementExpression } increment]
            || OnlyStatement(loop.Statement) is not AssignmentExpressionSyntax
            {
                RawKind: (int)SyntaxKind.SimpleAssignmentExpression,
                Left: ElementAccessExpressionSyntax { Expression: IdentifierNameSyntax target, ArgumentList.Arguments: [{ Expression: IdentifierNameSyntax place }] },
                Right: InvocationExpressionSyntax call,
            }
            || target.Identifier.ValueText == items.Identifier.ValueText
            || OperandOf(increment) is not IdentifierNameSyntax counted
            || new[] { left, place, counted }.Any(each => each.Identifier.ValueText != index.ValueText))
        {
            return null;
        }

        var item = SyntaxFactory.ElementAccessExpression(items, SyntaxFactory.BracketedArgumentList(
            SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(SyntaxFactory.IdentifierName(index)))));
        return (new CollectingLoop(loop, call, null!, items, CollectingForm.Index, target), item);
    }

    private static (CollectingLoop Loop, ExpressionSyntax Item)? FindChain(InvocationExpressionSyntax chain) =>
        chain is
        {
            ArgumentList.Arguments.Count: 0,
            Expression: MemberAccessExpressionSyntax
            {
                Name.Identifier.ValueText: "ToArray" or "ToList",
                Expression: InvocationExpressionSyntax
                {
                    ArgumentList.Arguments: [{ Expression: SimpleLambdaExpressionSyntax or ParenthesizedLambdaExpressionSyntax }],
                    Expression: MemberAccessExpressionSyntax { Name: { Identifier.ValueText: "Select" }, Expression: var items },
                } select,
            } access,
        }
        && select.ArgumentList.Arguments[0].Expression is LambdaExpressionSyntax { AsyncKeyword.RawKind: 0, ExpressionBody: InvocationExpressionSyntax call } lambda
        && ParameterOf(lambda) is { } parameter
            ? (new CollectingLoop(
                chain, call, null!, items, access.Name.Identifier.ValueText == "ToArray" ? CollectingForm.ToArray : CollectingForm.ToList, null),
                SyntaxFactory.IdentifierName(parameter.Identifier))
            : null;

    private static ParameterSyntax? ParameterOf(LambdaExpressionSyntax lambda) => lambda switch
    {
        SimpleLambdaExpressionSyntax simple => simple.Parameter,
        ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: [var only] } => only,
        _ => null,
    };

    private static ExpressionSyntax? OnlyStatement(StatementSyntax statement) => statement switch
    {
        ExpressionStatementSyntax { Expression: var expression } => expression,
        BlockSyntax { Statements: [ExpressionStatementSyntax { Expression: var expression }] } => expression,
        _ => null,
    };

    private static ExpressionSyntax? OperandOf(ExpressionSyntax increment) => increment switch
    {
        PostfixUnaryExpressionSyntax postfix => postfix.Operand,
        PrefixUnaryExpressionSyntax prefix => prefix.Operand,
        _ => null,
    };

    /// <summary>The method and the one argument of a call; what is extended counts as one.</summary>
    private static (IMethodSymbol Method, ExpressionSyntax Argument)? ArgumentOf(
        InvocationExpressionSyntax call, SemanticModel model, CancellationToken cancellationToken)
    {
        if (model.GetSymbolInfo(call, cancellationToken).Symbol is not IMethodSymbol method
            || MarkedMethods.Definition(method) is not { Parameters.Length: 1, ReturnsVoid: false } definition
            || AsyncPlace.IsTask(definition.ReturnType))
        {
            return null;
        }

        return (method.ReducedFrom, call) switch
        {
            (null, { ArgumentList.Arguments: [var only] }) => (method, only.Expression),
            (not null, { ArgumentList.Arguments.Count: 0, Expression: MemberAccessExpressionSyntax access }) => (method, access.Expression),
            _ => null,
        };
    }

    /// <summary>A map takes the items as they are: nothing may convert them on their way, nor the results.</summary>
    private static bool HasItsTypes(
        CollectingLoop loop, IMethodSymbol called, SemanticModel model, Compilation compilation, CancellationToken cancellationToken)
    {
        var method = MarkedMethods.Definition(called);
        var sequence = compilation.GetSpecialType(SpecialType.System_Collections_Generic_IEnumerable_T).Construct(method.Parameters[0].Type);
        var items = model.GetTypeInfo(loop.Items, cancellationToken).Type;
        if (items is null || items.IsRefLikeType || items.TypeKind is TypeKind.Dynamic || !(SymbolEqualityComparer.Default.Equals(items, sequence)
            || items.AllInterfaces.Any(each => SymbolEqualityComparer.Default.Equals(each, sequence))))
        {
            return false;
        }

        var isPlainCollection = items is IArrayTypeSymbol { Rank: 1 } || SymbolNames.Is(items, ListOfT);
        return loop.Form switch
        {
            CollectingForm.Add => loop.Target is { } list && SymbolNames.Is(model.GetTypeInfo(list, cancellationToken).Type, ListOfT)
                && model.GetTypeInfo(list, cancellationToken).Type is INamedTypeSymbol { TypeArguments: [var element] }
                && SymbolEqualityComparer.Default.Equals(element, method.ReturnType)
                && loop.Items.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().All(name => name.Identifier.ValueText != list.ToString()),
            CollectingForm.Index => isPlainCollection && loop.Target is { } array
                && model.GetTypeInfo(array, cancellationToken).Type is IArrayTypeSymbol { Rank: 1, ElementType: var element }
                && SymbolEqualityComparer.Default.Equals(element, method.ReturnType),
            _ => model.GetSymbolInfo(loop.Whole, cancellationToken).Symbol is IMethodSymbol last && IsOfSequences(last)
                && loop.Whole is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var select } }
                && model.GetSymbolInfo(select, cancellationToken).Symbol is IMethodSymbol { TypeArguments: [_, var result] } first && IsOfSequences(first)
                && SymbolEqualityComparer.Default.Equals(result, method.ReturnType),
        };
    }

    private const string ListOfT = "System.Collections.Generic.List`1";

    private static bool IsOfSequences(IMethodSymbol method) => SymbolNames.Is(method.ContainingType, "System.Linq.Enumerable");
}

/// <summary>How a loop collects results.</summary>
internal enum CollectingForm
{
    /// <summary>By <c>list.Add(…)</c>.</summary>
    Add,

    /// <summary>By <c>array[i] = …</c>.</summary>
    Index,

    /// <summary>By <c>Select(…).ToArray()</c>.</summary>
    ToArray,

    /// <summary>By <c>Select(…).ToList()</c>.</summary>
    ToList,
}
