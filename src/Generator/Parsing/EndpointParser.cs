using System;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProcessIsolate.Generator.Models;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>Finds lambdas such as <c>app.MapGet("/", (int n) =&gt; Jobs.SquareAsync(n))</c> in projects where ASP.NET's generator compiles
/// endpoints. It does not see our companions, takes the lambda's result for an unknown type, and writes code that is none.</summary>
internal static class EndpointParser
{
    private const string OtherGenerator = "Microsoft.AspNetCore.Http.Generated";
    private const string Suffix = "Async";

    /// <summary>Whether the node may call a companion in an untyped lambda that a method <c>Map…</c> takes.</summary>
    public static bool IsCandidate(SyntaxNode node, CancellationToken cancellationToken) =>
        node is InvocationExpressionSyntax invocation
        && NameOf(invocation) is { } name
        && name.Identifier.ValueText.EndsWith(Suffix, StringComparison.Ordinal)
        && LambdaAround(node) is not null;

    /// <summary>Parses a candidate.</summary>
    /// <returns>Null where nothing is wrong.</returns>
    public static EndpointModel? Parse(GeneratorSyntaxContext context, CancellationToken cancellationToken)
    {
        var invocation = (InvocationExpressionSyntax)context.Node;
        var model = context.SemanticModel;
        if (NameOf(invocation) is not { } name
            || LambdaAround(invocation) is not { } lambda
            || !Interception.IsEnabled(invocation.SyntaxTree, OtherGenerator)
            || !MarkedMethods.Of(model.Compilation, cancellationToken).MayBeMarked(MarkedName(name))
            || model.GetSymbolInfo(invocation, cancellationToken) is not { Symbol: null, CandidateSymbols.IsEmpty: true }
            || model.GetSymbolInfo(lambda, cancellationToken).Symbol is not IMethodSymbol { ReturnType: var result }
            || !IsUnknown(result))
        {
            return null;
        }

        var place = name.GetLocation().GetLineSpan();
        return new EndpointModel(
            name.Identifier.ValueText, place.Path, name.SpanStart, name.Span.Length, place.StartLinePosition.Line, place.StartLinePosition.Character);
    }

    private static string MarkedName(SimpleNameSyntax name) =>
        name.Identifier.ValueText.Substring(0, name.Identifier.ValueText.Length - Suffix.Length);

    private static bool IsUnknown(ITypeSymbol type) => type is IErrorTypeSymbol
        || (type is INamedTypeSymbol named && named.TypeArguments.Any(IsUnknown));

    private static ParenthesizedLambdaExpressionSyntax? LambdaAround(SyntaxNode node) => node.Ancestors()
        .TakeWhile(each => each is not MemberDeclarationSyntax or GlobalStatementSyntax)
        .OfType<ParenthesizedLambdaExpressionSyntax>()
        .FirstOrDefault(lambda => lambda is { ReturnType: null, Parent: ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax outer } }
            && NameOf(outer)?.Identifier.ValueText.StartsWith("Map", StringComparison.Ordinal) is true);

    private static SimpleNameSyntax? NameOf(InvocationExpressionSyntax invocation) => invocation.Expression switch
    {
        IdentifierNameSyntax name => name,
        MemberAccessExpressionSyntax { Name: IdentifierNameSyntax name } => name,
        _ => null,
    };
}
