using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ProcessIsolate.Analyzers;

/// <summary>Finds what a pattern is asked of.</summary>
internal static class PatternUses
{
    /// <summary>The value that the whole pattern around this one tests; the part that this one tests lies in it.</summary>
    public static IOperation? Tested(IPatternOperation pattern)
    {
        for (var each = pattern.Parent; each is not null; each = each.Parent)
        {
            switch (each)
            {
                case IIsPatternOperation test:
                    return test.Value;
                case ISwitchExpressionOperation choice:
                    return choice.Value;
                case ISwitchOperation choice:
                    return choice.Value;
            }
        }

        return null;
    }
}
