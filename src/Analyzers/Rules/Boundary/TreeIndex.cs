using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ProcessIsolate.Analyzers;

/// <summary>What is known of a file without binding: where a thing of a name may be changed, and what runs when a worker starts.</summary>
internal sealed class TreeIndex
{
    // Files outlive the compilations made of them, so that an edit looks at the edited file only.
    private static readonly ConditionalWeakTable<SyntaxTree, TreeIndex> ByTree = new();

    private readonly ImmutableDictionary<string, ImmutableArray<SyntaxNode>> writers;

    private TreeIndex(SyntaxTree tree, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, List<SyntaxNode>>(StringComparer.Ordinal);
        var hooks = ImmutableArray.CreateBuilder<MethodDeclarationSyntax>();
        foreach (var node in tree.GetRoot(cancellationToken).DescendantNodes())
        {
            if (node is IdentifierNameSyntax name && MayBeChanged(name) && BodyOf(name) is { } body)
            {
                if (!found.TryGetValue(name.Identifier.ValueText, out var list))
                {
                    found.Add(name.Identifier.ValueText, list = []);
                }

                if (list.Count == 0 || list[list.Count - 1] != body)
                {
                    list.Add(body);
                }
            }
            else if (node is MethodDeclarationSyntax method && method.AttributeLists.SelectMany(each => each.Attributes).Any(IsHook))
            {
                hooks.Add(method);
            }
        }

        writers = found.ToImmutableDictionary(pair => pair.Key, pair => pair.Value.ToImmutableArray(), StringComparer.Ordinal);
        Hooks = hooks.ToImmutable();
    }

    /// <summary>Methods that seem to be marked to run when a worker starts or a module is loaded.</summary>
    public ImmutableArray<MethodDeclarationSyntax> Hooks { get; }

    /// <summary>The index of a file.</summary>
    public static TreeIndex Of(SyntaxTree tree, CancellationToken cancellationToken) =>
        ByTree.GetValue(tree, each => new TreeIndex(each, cancellationToken));

    /// <summary>Declarations whose bodies may change something of the name, in the order of the file.</summary>
    public ImmutableArray<SyntaxNode> WritersOf(string name) => writers.TryGetValue(name, out var found) ? found : [];

    private static bool IsHook(AttributeSyntax attribute) =>
        attribute.Name.ToString() is var name
        && (name.Contains("WorkerInitializer") || name.Contains("ModuleInitializer"));

    /// <summary>Follows <c>name.B[c]</c> outward to what is done with it.</summary>
    private static bool MayBeChanged(SyntaxNode name)
    {
        for (var node = name; ; node = node.Parent)
        {
            switch (node.Parent)
            {
                case MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax } access when access.Expression == node:
                case ConditionalAccessExpressionSyntax:
                case ArgumentSyntax { Parent: not BracketedArgumentListSyntax }:
                case RefExpressionSyntax:
                case EqualsValueClauseSyntax:
                case CommonForEachStatementSyntax:
                case IsPatternExpressionSyntax:
                    return true;
                case AssignmentExpressionSyntax:
                    return true;
                case PrefixUnaryExpressionSyntax prefix:
                    return prefix.IsKind(SyntaxKind.PreIncrementExpression) || prefix.IsKind(SyntaxKind.PreDecrementExpression);
                case PostfixUnaryExpressionSyntax postfix when !postfix.IsKind(SyntaxKind.SuppressNullableWarningExpression):
                    return true;
                case MemberAccessExpressionSyntax:
                case ElementAccessExpressionSyntax:
                case ParenthesizedExpressionSyntax:
                case PostfixUnaryExpressionSyntax:
                    continue;
                default:
                    return false;
            }
        }
    }

    private static SyntaxNode? BodyOf(SyntaxNode node)
    {
        foreach (var ancestor in node.Ancestors())
        {
            switch (ancestor)
            {
                case BaseMethodDeclarationSyntax or AccessorDeclarationSyntax:
                    return ancestor;
                case ArrowExpressionClauseSyntax { Parent: BasePropertyDeclarationSyntax }:
                    return ancestor.Parent;
                case GlobalStatementSyntax:
                    return ancestor.Parent;
                case MemberDeclarationSyntax:
                    return null;
            }
        }

        return null;
    }
}
