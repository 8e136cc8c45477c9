using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ProcessIsolate.Analyzers;

/// <summary>What must be in a project before a rule looks at it.</summary>
internal enum RuleScope
{
    /// <summary>The library is referenced.</summary>
    Library,

    /// <summary>A method is marked, here or in a referenced assembly.</summary>
    Marks,

    /// <summary>A file names a channel, shared value or lock, or a method is marked.</summary>
    Channels,
}

/// <summary>What all analyzers have in common: a project without the library costs nothing, and all look things up in one index.</summary>
/// <param name="scope">Which projects it looks at.</param>
/// <param name="readsGeneratedCode">Whether it reports in generated code too, as rules do whose silence would hide a call that stays in
/// this process.</param>
/// <param name="rules">What it reports.</param>
internal abstract class RuleAnalyzer(RuleScope scope, bool readsGeneratedCode, params DiagnosticDescriptor[] rules) : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [.. rules];

    /// <inheritdoc/>
    public sealed override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(readsGeneratedCode
            ? GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics
            : GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (ProjectIndex.Of(start.Compilation, start.CancellationToken) is { } index && IsWanted(index))
            {
                Register(start, index);
            }
        });
    }

    /// <summary>Registers what the analyzer does in a project of its scope.</summary>
    protected abstract void Register(CompilationStartAnalysisContext start, ProjectIndex index);

    private bool IsWanted(ProjectIndex index) => scope switch
    {
        RuleScope.Marks => !index.Marked.IsEmpty,
        RuleScope.Channels => index.UsesChannels,
        _ => true,
    };
}
