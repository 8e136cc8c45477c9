using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>Reports item types of queues, pipes and shared values that cannot cross, wherever such a type is named.</summary>
/// <remarks>Looks at no project that neither marks a method nor names such a type. Judges by <see cref="ContractRules.FindItemProblem"/>. A name's text is tested before anything is bound.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ItemTypeAnalyzer() : RuleAnalyzer(RuleScope.Channels, readsGeneratedCode: false, DiagnosticDescriptors.CannotCross)
{
    private static readonly ImmutableHashSet<string> Names = [.. CrossingTypes.Shared.Select(name => name.Split('.')[1].Split('`')[0])];

    /// <inheritdoc/>
    protected override void Register(CompilationStartAnalysisContext start, ProjectIndex index)
    {
        start.RegisterSyntaxNodeAction(AnalyzeName, SyntaxKind.GenericName);
    }

    private static void AnalyzeName(SyntaxNodeAnalysisContext context)
    {
        var name = (GenericNameSyntax)context.Node;
        if (!Names.Contains(name.Identifier.ValueText)
            || context.SemanticModel.GetSymbolInfo(name, context.CancellationToken).Symbol is not { } symbol
            || (symbol as INamedTypeSymbol ?? symbol.ContainingType) is not { IsGenericType: true } type
            || !CrossingTypes.Shared.Contains(SymbolNames.Metadata(type))
            || type.TypeArguments.Length != name.TypeArgumentList.Arguments.Count)
        {
            return;
        }

        for (var index = 0; index < type.TypeArguments.Length; index++)
        {
            if (ContractRules.FindItemProblem(type.TypeArguments[index]) is { IsUnknown: false } problem)
            {
                context.ReportDiagnostic(DiagnosticDescriptors.Create(
                    name.TypeArgumentList.Arguments[index].GetLocation(), new Violation(RuleIds.CannotCross, problem.Path, problem.Reason)));
            }
        }
    }
}
