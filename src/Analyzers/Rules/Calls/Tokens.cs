using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>Cancellation tokens at hand where a call is made, and the call that takes one of them.</summary>
internal static class Tokens
{
    /// <summary>Names of parameters and variables that hold a token at the call, the nearest first.</summary>
    /// <remarks>None while an exception is handled: what is cleaned up after a cancellation must not be cancelled itself.</remarks>
    public static ImmutableArray<string> InScope(SyntaxNode call, SemanticModel model, CancellationToken cancellationToken) =>
        HandlesException(call)
            ? []
            : [.. Find(call, model, cancellationToken).Where(symbol => IsSeen(symbol, call, model)).Select(symbol => symbol.Name).Distinct()];

    /// <summary>The call with the token added.</summary>
    /// <param name="call">A call, which need not be part of the program.</param>
    /// <param name="called">The method it calls.</param>
    /// <param name="token">The name of a parameter or variable.</param>
    /// <returns>Null when the call has a token already, or nothing takes one.</returns>
    public static InvocationExpressionSyntax? Add(InvocationExpressionSyntax call, IMethodSymbol called, string token)
    {
        var arguments = call.ArgumentList.Arguments;
        var positional = arguments.TakeWhile(argument => argument.NameColon is null).Count();
        var named = arguments.Skip(positional).Select(argument => argument.NameColon?.Name.Identifier.ValueText).ToList();
        var taker = called.Parameters.LastOrDefault(parameter => SymbolNames.Is(parameter.Type, KnownNames.CancellationToken));
        if (taker is null || taker.Ordinal < positional || named.Contains(taker.Name)
            || called.Parameters.Any(parameter => parameter.IsParams && parameter.Ordinal < positional))
        {
            return null;
        }

        var argument = SyntaxFactory.Argument(Name(token));
        if (taker.Ordinal != positional || named.Count > 0)
        {
            argument = argument.WithNameColon(SyntaxFactory.NameColon(
                Name(taker.Name), SyntaxFactory.Token(SyntaxKind.ColonToken).WithTrailingTrivia(SyntaxFactory.Space)));
        }

        return call.WithArgumentList(Append(call.ArgumentList, argument));
    }

    private static ArgumentListSyntax Append(ArgumentListSyntax list, ArgumentSyntax argument)
    {
        var separators = list.Arguments.Count == 0
            ? []
            : list.Arguments.GetSeparators().Append(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space));
        return list.WithArguments(SyntaxFactory.SeparatedList(list.Arguments.Append(argument), separators));
    }

    private static IdentifierNameSyntax Name(string name) => (IdentifierNameSyntax)SyntaxFactory.ParseName(
        SyntaxFacts.GetKeywordKind(name) is SyntaxKind.None ? name : "@" + name);

    // From the call outward; looking all names up instead would go through every type of every reference.
    private static IEnumerable<ISymbol> Find(SyntaxNode call, SemanticModel model, CancellationToken cancellationToken)
    {
        var isCaptured = false;
        foreach (var node in call.Ancestors())
        {
            var found = node switch
            {
                BlockSyntax block => Variables(block.Statements, call, model, cancellationToken),
                SwitchSectionSyntax section => Variables(section.Statements, call, model, cancellationToken),
                CompilationUnitSyntax unit => Variables(
                    unit.Members.OfType<GlobalStatementSyntax>().Select(each => each.Statement), call, model, cancellationToken),
                BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax =>
                    Parameters(AsyncPlace.SymbolOf(node, model, cancellationToken), isCaptured),
                _ => [],
            };
            foreach (var symbol in found)
            {
                yield return symbol;
            }

            if (AsyncPlace.IsStatic(node) || (node is MemberDeclarationSyntax and not GlobalStatementSyntax))
            {
                yield break;
            }

            isCaptured |= AsyncPlace.IsFunction(node);
        }
    }

    /// <summary>Variables that got their value before the call.</summary>
    private static IEnumerable<ISymbol> Variables(
        IEnumerable<StatementSyntax> statements, SyntaxNode call, SemanticModel model, CancellationToken cancellationToken) =>
        statements.TakeWhile(statement => statement.Span.End <= call.SpanStart).OfType<LocalDeclarationStatementSyntax>()
            .SelectMany(statement => statement.Declaration.Variables)
            .Where(variable => variable.Initializer is not null)
            .Select(variable => model.GetDeclaredSymbol(variable, cancellationToken))
            .OfType<ILocalSymbol>()
            .Where(local => !local.IsRef && SymbolNames.Is(local.Type, KnownNames.CancellationToken))
            .Reverse();

    private static IEnumerable<ISymbol> Parameters(IMethodSymbol? method, bool isCaptured) => method is null
        ? []
        : method.Parameters.Where(parameter => SymbolNames.Is(parameter.Type, KnownNames.CancellationToken)
            && (isCaptured ? parameter.RefKind is RefKind.None : parameter.RefKind is not RefKind.Out));

    /// <summary>Whether the name means the symbol where the call is.</summary>
    private static bool IsSeen(ISymbol symbol, SyntaxNode call, SemanticModel model) =>
        model.LookupSymbols(call.SpanStart, name: symbol.Name) is [var seen] && SymbolEqualityComparer.Default.Equals(seen, symbol);

    private static bool HandlesException(SyntaxNode call) => call.Ancestors()
        .TakeWhile(node => node is not MemberDeclarationSyntax && !AsyncPlace.IsFunction(node))
        .Any(node => node is CatchClauseSyntax or FinallyClauseSyntax);
}
