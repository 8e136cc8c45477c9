using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ProcessIsolate.Analyzers;

/// <summary>Finds the sequence whose items a lambda is called with.</summary>
internal static class LambdaItems
{
    private static readonly ImmutableHashSet<string> Callers =
    [
        "All", "Any", "Average", "ConvertAll", "Count", "Exists", "Find", "FindAll", "First", "FirstOrDefault", "ForAll", "ForEach", "ForEachAsync",
        "Last", "LastOrDefault", "Max", "Min", "OrderBy", "OrderByDescending", "RemoveAll", "Select", "Single", "SingleOrDefault", "Sum",
        "ToDictionary", "TrueForAll", "Where",
    ];

    /// <summary>What <c>x</c> of <c>list.ForEach(x => …)</c> or <c>Parallel.ForEach(list, x => …)</c> lies in; null where that is not known.</summary>
    public static IOperation? Source(IAnonymousFunctionOperation lambda)
    {
        var outer = lambda.Parent;
        while (outer is IDelegateCreationOperation or IConversionOperation)
        {
            outer = outer.Parent;
        }

        if (outer is not IArgumentOperation { Parent: IInvocationOperation call } || !Callers.Contains(call.TargetMethod.Name))
        {
            return null;
        }

        return call.Instance ?? call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value;
    }
}
