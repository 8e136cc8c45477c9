using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>The function around a call, as far as it matters to <c>await</c>.</summary>
/// <param name="Function">The method, local function, lambda or accessor; the whole file for top-level statements.</param>
/// <param name="IsAsync">Whether it has the modifier, or is made of top-level statements, which need none.</param>
/// <param name="ReturnsTask">Whether it returns a task without having the modifier.</param>
internal sealed record AsyncPlace(SyntaxNode Function, bool IsAsync, bool ReturnsTask)
{
    /// <summary>Whether the function is the program's top-level statements.</summary>
    public bool IsTopLevel => Function is CompilationUnitSyntax;

    /// <summary>Finds the function around a call.</summary>
    /// <returns>Null where the call belongs to no function, as in the initializer of a field, and where <c>await</c> is not allowed.</returns>
    public static AsyncPlace? Of(SyntaxNode call, SemanticModel model, CancellationToken cancellationToken)
    {
        if (FindFunction(call) is not { } function || ForbidsAwait(call, function))
        {
            return null;
        }

        if (function is CompilationUnitSyntax)
        {
            return new AsyncPlace(function, IsAsync: true, ReturnsTask: false);
        }

        var isAsync = ModifiersOf(function).Any(SyntaxKind.AsyncKeyword);
        return new AsyncPlace(function, isAsync, !isAsync && ReturnsTaskOf(function, model, cancellationToken));
    }

    /// <summary>The cheap test: whether the function around a call says async or names a task.</summary>
    public static bool MayBeAsync(SyntaxNode call) => FindFunction(call) switch
    {
        AnonymousFunctionExpressionSyntax => true,
        MethodDeclarationSyntax method => method.Modifiers.Any(SyntaxKind.AsyncKeyword) || NamesTask(method.ReturnType),
        LocalFunctionStatementSyntax local => local.Modifiers.Any(SyntaxKind.AsyncKeyword) || NamesTask(local.ReturnType),
        _ => false,
    };

    /// <summary>Whether the function can get the async modifier: nothing in it must change but its returns.</summary>
    public bool CanBecomeAsync(SemanticModel model, CancellationToken cancellationToken)
    {
        if (!ReturnsTask || SymbolOf(Function, model, cancellationToken) is not { } method
            || method.Parameters.Any(parameter => parameter.RefKind is not RefKind.None || parameter.Type.IsRefLikeType)
            || ModifiersOf(Function).Any(SyntaxKind.UnsafeKeyword))
        {
            return false;
        }

        var own = Function.DescendantNodes(node => node == Function || !IsFunction(node)).ToList();
        return !own.Any(node => node is YieldStatementSyntax or UnsafeStatementSyntax or RefExpressionSyntax)
            && own.OfType<ReturnStatementSyntax>().All(statement => statement.Expression is { } value && IsTaskValue(value, model, cancellationToken))
            && (BodyOf(Function) is not { } body || IsTaskValue(body, model, cancellationToken));
    }

    /// <summary>Whether a value lives on the stack somewhere in the function: it could not outlive an <c>await</c>.</summary>
    public bool HoldsStackValues(SemanticModel model, CancellationToken cancellationToken) =>
        Function.DescendantNodes(node => node == Function || !IsFunction(node)).Any(node => node switch
        {
            RefTypeSyntax or StackAllocArrayCreationExpressionSyntax => true,
            VariableDeclaratorSyntax or SingleVariableDesignationSyntax or ForEachStatementSyntax =>
                model.GetDeclaredSymbol(node, cancellationToken) is ILocalSymbol { Type.IsRefLikeType: true },
            _ => false,
        });

    /// <summary>The expression body.</summary>
    public static ExpressionSyntax? BodyOf(SyntaxNode function) => function switch
    {
        MethodDeclarationSyntax { ExpressionBody.Expression: var body } => body,
        LocalFunctionStatementSyntax { ExpressionBody.Expression: var body } => body,
        AnonymousFunctionExpressionSyntax { ExpressionBody: var body } => body,
        _ => null,
    };

    /// <summary>Whether the node is a function with awaits of its own.</summary>
    public static bool IsFunction(SyntaxNode node) => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax;

    /// <summary>Whether the node is a function that captures nothing.</summary>
    public static bool IsStatic(SyntaxNode node) => IsFunction(node) && ModifiersOf(node).Any(SyntaxKind.StaticKeyword);

    /// <summary>What the function is to the compiler.</summary>
    public static IMethodSymbol? SymbolOf(SyntaxNode function, SemanticModel model, CancellationToken cancellationToken) => (function switch
    {
        AnonymousFunctionExpressionSyntax => model.GetSymbolInfo(function, cancellationToken).Symbol,
        _ => model.GetDeclaredSymbol(function, cancellationToken),
    }) as IMethodSymbol;

    private static SyntaxNode? FindFunction(SyntaxNode call)
    {
        foreach (var node in call.Ancestors())
        {
            switch (node)
            {
                case AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MethodDeclarationSyntax:
                    return node;
                case GlobalStatementSyntax:
                    return node.Parent;
                case MemberDeclarationSyntax or AccessorDeclarationSyntax or AttributeSyntax:
                    return null;
            }
        }

        return null;
    }

    private static bool ForbidsAwait(SyntaxNode call, SyntaxNode function) => call.Ancestors().TakeWhile(node => node != function).Any(node => node
        is LockStatementSyntax or UnsafeStatementSyntax or FixedStatementSyntax or CatchFilterClauseSyntax or AttributeSyntax
        or ParameterSyntax or QueryExpressionSyntax);

    private static SyntaxTokenList ModifiersOf(SyntaxNode function) => function switch
    {
        MethodDeclarationSyntax method => method.Modifiers,
        LocalFunctionStatementSyntax local => local.Modifiers,
        AnonymousFunctionExpressionSyntax lambda => lambda.Modifiers,
        _ => default,
    };

    private static bool ReturnsTaskOf(SyntaxNode function, SemanticModel model, CancellationToken cancellationToken) =>
        SymbolOf(function, model, cancellationToken)?.ReturnType is { } type && IsTask(type);

    /// <summary>Whether the type is one of the four tasks.</summary>
    public static bool IsTask(ITypeSymbol type) => SymbolNames.Is(type, KnownNames.Task) || SymbolNames.Is(type, KnownNames.TaskOfT)
        || SymbolNames.Is(type, KnownNames.ValueTask) || SymbolNames.Is(type, KnownNames.ValueTaskOfT);

    private static bool IsTaskValue(ExpressionSyntax value, SemanticModel model, CancellationToken cancellationToken) => value switch
    {
        ThrowExpressionSyntax => true,
        ImplicitObjectCreationExpressionSyntax => false,
        _ => model.GetTypeInfo(value, cancellationToken) is { Type: { } type, ConvertedType: { } converted }
            && IsTask(type) && !value.IsKind(SyntaxKind.DefaultLiteralExpression) && !value.IsKind(SyntaxKind.NullLiteralExpression)
            && SymbolEqualityComparer.Default.Equals(type, converted),
    };

    private static bool NamesTask(TypeSyntax type) => type switch
    {
        QualifiedNameSyntax { Right.Identifier.ValueText: var text } => text is "Task" or "ValueTask",
        AliasQualifiedNameSyntax { Name.Identifier.ValueText: var text } => text is "Task" or "ValueTask",
        SimpleNameSyntax { Identifier.ValueText: var text } => text is "Task" or "ValueTask",
        _ => false,
    };
}
