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
/// <remarks>The text is looked at first: most files do not even mention what is asked for.</remarks>
internal sealed class TreeIndex
{
    // Files outlive the compilations made of them, so that an edit looks at the edited file only.
    private static readonly ConditionalWeakTable<SyntaxTree, TreeIndex> ByTree = new();

    private const string Initializer = "WorkerInitializer";

    private readonly ImmutableDictionary<string, ImmutableArray<SyntaxNode>> writers;

    private TreeIndex(SyntaxTree tree, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, List<SyntaxNode>>(StringComparer.Ordinal);
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
        }

        writers = found.ToImmutableDictionary(pair => pair.Key, pair => pair.Value.ToImmutableArray(), StringComparer.Ordinal);
    }

    /// <summary>Declarations whose bodies may change something of the name, in the order of the file.</summary>
    public static ImmutableArray<SyntaxNode> WritersOf(string name, SyntaxTree tree, CancellationToken cancellationToken) =>
        Mentions(tree, name, cancellationToken)
        && ByTree.GetValue(tree, each => new TreeIndex(each, cancellationToken)).writers.TryGetValue(name, out var found)
            ? found
            : [];

    /// <summary>Methods that seem to be marked to run when a worker starts.</summary>
    public static IEnumerable<MethodDeclarationSyntax> InitializersIn(SyntaxTree tree, CancellationToken cancellationToken) =>
        Mentions(tree, Initializer, cancellationToken)
            ? tree.GetRoot(cancellationToken).DescendantNodes(each => each is not BlockSyntax).OfType<MethodDeclarationSyntax>()
                .Where(method => method.AttributeLists.SelectMany(list => list.Attributes)
                    .Any(attribute => attribute.Name.ToString().Contains(Initializer)))
            : [];

    private static bool Mentions(SyntaxTree tree, string name, CancellationToken cancellationToken) =>
        tree.GetText(cancellationToken).ToString().Contains(name);

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
                case FieldDeclarationSyntax or PropertyDeclarationSyntax when !((MemberDeclarationSyntax)ancestor).Modifiers.Any(SyntaxKind.StaticKeyword):
                    // Runs when an object is made.
                    return ancestor.Parent;
                case MemberDeclarationSyntax:
                    return null;
            }
        }

        return null;
    }
}
