using System.Linq;
using Microsoft.CodeAnalysis;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>What a method must look like to run when a worker starts or ends.</summary>
internal static class WorkerHookRules
{
    /// <summary>Why the method cannot; null when it can.</summary>
    public static string? FindProblem(IMethodSymbol method, Compilation compilation)
    {
        if (!method.Parameters.IsEmpty)
        {
            return "no code passes it arguments";
        }

        var returnsTask = SymbolNames.Is(method.ReturnType, KnownNames.Task) || SymbolNames.Is(method.ReturnType, KnownNames.ValueTask);
        if (!method.ReturnsVoid && !returnsTask)
        {
            return "it must return nothing, Task or ValueTask";
        }

        return MethodRules.Judge(method, compilation).FirstOrDefault()?.Reason;
    }
}
