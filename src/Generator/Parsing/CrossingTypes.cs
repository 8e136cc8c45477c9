using System.Collections.Generic;
using System.Linq;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>Types that travel otherwise than as copies.</summary>
internal static class CrossingTypes
{
    /// <summary>Objects in memory that several processes see: they travel as what they are. What a type argument of theirs must
    /// be is said where it is written, by <see cref="ContractRules.FindItemProblem"/>.</summary>
    public static readonly HashSet<string> Shared =
    [
        .. In("ProcessIsolate", "ProcessQueue`1", "ProcessPipe`1", "ProcessPipe`2", "Shared`1", "SharedArray`1", "ProcessLock", "ProcessSemaphore",
            "ProcessEvent", "ProcessBarrier", "ProcessCondition", "ProcessCountdown"),
    ];

    /// <summary>Results that would be computed after the call has returned.</summary>
    public static readonly HashSet<string> Lazy =
    [
        .. In("System.Collections.Generic", "IEnumerator`1", "IAsyncEnumerable`1", "IAsyncEnumerator`1"),
        .. In("System.Collections", "IEnumerator"),
        .. In("System.Linq", "IQueryable", "IQueryable`1", "IOrderedQueryable", "IOrderedQueryable`1", "IOrderedEnumerable`1",
            "IGrouping`2", "ILookup`2"),
    ];

    private static IEnumerable<string> In(string space, params string[] names) => names.Select(name => space + "." + name);
}
