using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>Finds code that runs while a lock between processes is held.</summary>
/// <remarks>Any such lock will do: which lock guards which value is for the author to say.</remarks>
internal static class LockScopes
{
    private static readonly ImmutableHashSet<string> Locks =
    [
        KnownNames.Shared, KnownNames.SharedArray, KnownNames.ProcessLock, KnownNames.ProcessSemaphore, KnownNames.ProcessCondition,
        "System.Threading.Mutex", "System.Threading.Semaphore", "System.Threading.WaitHandle",
    ];

    private static readonly ImmutableHashSet<string> Takers =
    [
        "EnterLock", "EnterLockAsync", "EnterScope", "EnterScopeAsync", "Enter", "EnterAsync", "TryEnter", "TryEnterAsync",
        "TryEnterLock", "TryEnterScope", "Wait", "WaitAsync", "WaitOne",
    ];

    private static readonly ImmutableHashSet<string> Givers = ["Exit", "Release", "ReleaseMutex", "Dispose"];

    /// <summary>Whether the node lies in the scope of a lock.</summary>
    public static bool Contain(SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        for (var each = node; each?.Parent is { } parent; each = parent)
        {
            switch (parent)
            {
                case UsingStatementSyntax scope when Takes((SyntaxNode?)scope.Declaration ?? scope.Expression, model, cancellationToken):
                case IfStatementSyntax choice when Takes(choice.Condition, model, cancellationToken):
                    return true;
                case BlockSyntax block when IsAfterTaking(block.Statements.TakeWhile(one => one != each), model, cancellationToken):
                    return true;
                case CompilationUnitSyntax unit when each is GlobalStatementSyntax:
                    return IsAfterTaking(
                        unit.Members.OfType<GlobalStatementSyntax>().TakeWhile(one => one != each).Select(one => one.Statement),
                        model,
                        cancellationToken);
                case AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax:
                case MemberDeclarationSyntax and not GlobalStatementSyntax:
                    // What runs later may run without the lock.
                    return false;
            }
        }

        return false;
    }

    private static bool IsAfterTaking(IEnumerable<StatementSyntax> before, SemanticModel model, CancellationToken cancellationToken)
    {
        foreach (var statement in before.Reverse())
        {
            if (statement is ExpressionStatementSyntax or LocalDeclarationStatementSyntax)
            {
                if (Calls(statement, Givers, model, cancellationToken))
                {
                    return false;
                }

                if (Takes(statement, model, cancellationToken))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool Takes(SyntaxNode? node, SemanticModel model, CancellationToken cancellationToken) =>
        node is not null && Calls(node, Takers, model, cancellationToken);

    private static bool Calls(SyntaxNode node, ImmutableHashSet<string> names, SemanticModel model, CancellationToken cancellationToken) =>
        node.DescendantNodesAndSelf(each => each is not AnonymousFunctionExpressionSyntax).OfType<MemberAccessExpressionSyntax>()
            .Any(access => access.Parent is InvocationExpressionSyntax
            && names.Contains(access.Name.Identifier.ValueText)
            && model.GetTypeInfo(access.Expression, cancellationToken).Type is { } type
            && SymbolNames.SelfAndBases(type).OfType<INamedTypeSymbol>().Any(each => Locks.Contains(SymbolNames.Metadata(each))));
}
