using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>A call that does the same without blocking.</summary>
/// <param name="Call">The call; not part of the program.</param>
/// <param name="Called">The method it would call.</param>
internal sealed record AsyncCall(InvocationExpressionSyntax Call, IMethodSymbol Called)
{
    /// <summary>Finds it for a call of a marked method, or of a member of the pool that waits.</summary>
    /// <returns>Null when there is none: the compiler is asked, so that rule and fix know every companion it knows, and no other.</returns>
    public static AsyncCall? For(InvocationExpressionSyntax call, IMethodSymbol called, SemanticModel model)
    {
        var definition = MarkedMethods.Definition(called);
        var isExtension = called.ReducedFrom is not null;
        var candidate = Create(call, called, definition.ContainingType.ToMinimalDisplayString(model, call.SpanStart));
        return candidate is not null
            && Bind(candidate, call, model) is { } found
            && (called.IsStatic || isExtension ? CallSymbols.IsCompanion(found) : SymbolEqualityComparer.Default.Equals(found.ContainingType, called.ContainingType))
            && AsyncPlace.IsTask(found.ReturnType)
                ? new AsyncCall(candidate, found)
                : null;
    }

    /// <summary>Writes the asynchronous form of a call.</summary>
    /// <param name="call">The call, or what it has become.</param>
    /// <param name="called">The method that the call calls.</param>
    /// <param name="type">The name of its type.</param>
    public static InvocationExpressionSyntax? Create(InvocationExpressionSyntax call, IMethodSymbol called, string type)
    {
        var name = called.Name + "Async";
        if (called.ReducedFrom is not null)
        {
            // A companion is no extension of the value.
            return call.Expression is MemberAccessExpressionSyntax { Expression: var receiver }
                ? call.WithExpression(Member(type, name).WithTriviaFrom(call.Expression)).WithArgumentList(call.ArgumentList.WithArguments(
                    Prepend(SyntaxFactory.Argument(receiver.WithoutTrivia()), call.ArgumentList.Arguments)))
                : null;
        }

        return (called.IsStatic, call.Expression) switch
        {
            (true, MemberAccessExpressionSyntax or SimpleNameSyntax) => call.WithExpression(Member(type, name).WithTriviaFrom(call.Expression)),
            (false, MemberAccessExpressionSyntax access) =>
                call.WithExpression(access.WithName(access.Name.WithIdentifier(SyntaxFactory.Identifier(name)))),
            _ => null,
        };
    }

    /// <summary>What the compiler makes of a call at the place of another.</summary>
    public static IMethodSymbol? Bind(ExpressionSyntax candidate, SyntaxNode place, SemanticModel model) =>
        model.GetSpeculativeSymbolInfo(place.SpanStart, candidate, SpeculativeBindingOption.BindAsExpression).Symbol as IMethodSymbol;

    private static ExpressionSyntax Member(string type, string name) => SyntaxFactory.ParseExpression(type + "." + name);

    private static SeparatedSyntaxList<ArgumentSyntax> Prepend(ArgumentSyntax first, SeparatedSyntaxList<ArgumentSyntax> others) =>
        SyntaxFactory.SeparatedList(
            new[] { first }.Concat(others),
            others.Select(_ => SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space)));
}
