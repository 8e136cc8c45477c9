using System.Threading;
using Microsoft.CodeAnalysis;
using ProcessIsolate.Generator.Models;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>Reads methods that run when a worker starts or ends.</summary>
internal static class WorkerHookParser
{
    /// <summary>Parses a method marked as initializer.</summary>
    public static WorkerHookModel? ParseInitializer(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken) =>
        Parse(context, isShutdown: false);

    /// <summary>Parses a method marked for the worker's end.</summary>
    public static WorkerHookModel? ParseShutdown(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken) =>
        Parse(context, isShutdown: true);

    private static WorkerHookModel? Parse(GeneratorAttributeSyntaxContext context, bool isShutdown)
    {
        var compilation = context.SemanticModel.Compilation;
        if (context.TargetSymbol is not IMethodSymbol symbol)
        {
            return null;
        }

        var method = symbol.PartialDefinitionPart ?? symbol;
        return WorkerHookRules.FindProblem(method, compilation) is not null
            ? null
            : new WorkerHookModel(
                method.ToDisplayString(SymbolNames.Full),
                isShutdown,
                TargetParser.Create(method, compilation),
                ContractParser.Return(method).Kind);
    }
}
