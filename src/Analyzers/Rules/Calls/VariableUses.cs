using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ProcessIsolate.Analyzers;

/// <summary>How often a variable is given to a pool, and how often it is used otherwise.</summary>
/// <remarks>Judged by names alone: the variable may be declared in another file, whose semantics would cost more than the
/// judgement is worth. It only ever keeps a rule silent or a fix back.</remarks>
internal sealed record VariableUses(int AsEntrance, int Others)
{
    private static readonly VariableUses Unknown = new(0, 1);

    /// <summary>Counts the uses of a variable that nothing outside of this compilation sees.</summary>
    public static VariableUses Of(ISymbol symbol, CancellationToken cancellationToken)
    {
        var scopes = Scopes(symbol, cancellationToken).ToList();
        if (scopes.Count == 0)
        {
            return Unknown;
        }

        var (asEntrance, others) = (0, 0);
        foreach (var name in scopes.SelectMany(scope => scope.DescendantNodes()).OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == symbol.Name))
        {
            switch (Judge(name))
            {
                case true:
                    asEntrance++;
                    break;
                case false:
                    others++;
                    break;
            }
        }

        return new VariableUses(asEntrance, others);
    }

    private static IEnumerable<SyntaxNode> Scopes(ISymbol symbol, CancellationToken cancellationToken) => symbol switch
    {
        ILocalSymbol => Declarations(symbol, cancellationToken).Select(each => each.Ancestors()
            .First(node => node is MemberDeclarationSyntax and not GlobalStatementSyntax or CompilationUnitSyntax)),
        IParameterSymbol => Declarations(symbol.ContainingSymbol, cancellationToken),
        IFieldSymbol or IPropertySymbol when symbol.DeclaredAccessibility is Accessibility.Private =>
            Declarations(symbol.ContainingType, cancellationToken),
        _ => [],
    };

    private static IEnumerable<SyntaxNode> Declarations(ISymbol symbol, CancellationToken cancellationToken) =>
        symbol.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(cancellationToken));

    /// <summary>True: given to a pool; false: used otherwise; null: no use.</summary>
    private static bool? Judge(IdentifierNameSyntax name)
    {
        ExpressionSyntax value = name;
        if (name.Parent is MemberAccessExpressionSyntax access && access.Name == name)
        {
            if (access.Expression is not (ThisExpressionSyntax or SimpleNameSyntax))
            {
                return null;
            }

            value = access;
        }

        while (value.Parent is ParenthesizedExpressionSyntax or CastExpressionSyntax or PostfixUnaryExpressionSyntax
            || (value.Parent is ConditionalExpressionSyntax conditional && conditional.Condition != value)
            || value.Parent.IsKind(SyntaxKind.CoalesceExpression))
        {
            value = (ExpressionSyntax)value.Parent;
        }

        return value.Parent switch
        {
            ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax call } list } argument => CallSymbols.NameOf(call) switch
            {
                "nameof" or "ThrowIfNull" => null,
                { } called => CallSymbols.MayBeEntrance(called) && !IsNamesake(call, called)
                    && (argument.NameColon is { Name.Identifier.ValueText: "function" } || list.Arguments[0] == argument),
                null => false,
            },
            AssignmentExpressionSyntax assignment when assignment.Left == value => null,
            IsPatternExpressionSyntax => null,
            BinaryExpressionSyntax binary when binary.IsKind(SyntaxKind.EqualsExpression) || binary.IsKind(SyntaxKind.NotEqualsExpression) => null,
            NameColonSyntax or NameEqualsSyntax => null,
            _ => false,
        };
    }

    /// <summary>Whether the call is one of the base library's best known methods of the same names.</summary>
    private static bool IsNamesake(InvocationExpressionSyntax call, string called)
    {
        var receiver = (call.Expression as MemberAccessExpressionSyntax)?.Expression switch
        {
            SimpleNameSyntax simple => simple.Identifier.ValueText,
            MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
            _ => "",
        };
        return called is "Start" ? receiver is not "IsolatedProcess" : receiver is "Task" or "Parallel";
    }
}
