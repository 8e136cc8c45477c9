using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>Reports delegates of marked methods that do not go to a pool: a call of one runs the method in this process.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class DelegateAnalyzer() : RuleAnalyzer(RuleScope.Marks, readsGeneratedCode: true, DiagnosticDescriptors.DelegateUse)
{
    private const string Direct = "only direct calls are isolated; call it in a lambda, or give it to a pool";
    private const string Pointer = "only direct calls are isolated";

    private static readonly ImmutableDictionary<string, string?> Fixable = ImmutableDictionary<string, string?>.Empty.Add(ReportProperties.LambdaHelps, "");

    /// <inheritdoc/>
    protected override void Register(CompilationStartAnalysisContext start, ProjectIndex index)
    {
        if (index.Calls is { } symbols)
        {
            start.RegisterSyntaxNodeAction(node => Analyze(node, symbols), SyntaxKind.IdentifierName);
        }
    }

    private static void Analyze(SyntaxNodeAnalysisContext context, CallSymbols symbols)
    {
        var name = (IdentifierNameSyntax)context.Node;
        if (!symbols.Marked.MayBeMarked(name.Identifier.ValueText) || FindGroup(name) is not { } group
            || context.SemanticModel.GetOperation(group, context.CancellationToken) is not IMethodReferenceOperation reference
            || !symbols.IsIsolated(reference.Method)
            || symbols.IsOutside(context.ContainingSymbol))
        {
            return;
        }

        var fate = DelegateFates.Of(reference, symbols, context.CancellationToken);
        if (fate is not DelegateFate.Harmless)
        {
            // A lambda that becomes part of an expression tree is not code that runs.
            var helps = fate is DelegateFate.Called
                && context.SemanticModel.GetSymbolInfo(group, context.CancellationToken).Symbol is not IMethodSymbol { ReducedFrom: not null }
                && !ExpressionTrees.Contain(group, context.SemanticModel, context.CancellationToken);
            context.ReportDiagnostic(Diagnostic.Create(
                DiagnosticDescriptors.DelegateUse,
                group.GetLocation(),
                helps ? Fixable : null,
                reference.Method.Name,
                fate is DelegateFate.Called ? Direct : Pointer));
        }
    }

    /// <summary>The method's name with what is before it; null where it is called, or stands for no value.</summary>
    private static ExpressionSyntax? FindGroup(IdentifierNameSyntax name)
    {
        var group = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : (ExpressionSyntax)name;
        return group.Parent switch
        {
            InvocationExpressionSyntax => null,
            MemberAccessExpressionSyntax or QualifiedNameSyntax or MemberBindingExpressionSyntax or NameColonSyntax or NameEqualsSyntax => null,
            _ => group,
        };
    }
}
