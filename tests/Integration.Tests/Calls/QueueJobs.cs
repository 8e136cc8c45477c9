using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace ProcessIsolate.Integration.Tests.Calls;

internal static class QueueJobs
{
    private static readonly List<int> Order = [];

    /// <summary>Of a worker: what ran here, in its order.</summary>
    [RunInProcess]
    [SuppressMessage("ProcessIsolate", "PISO301", Justification = "The worker's own list is what is looked at.")]
    public static int[] Recorded() => [.. Order];

    [RunInProcess]
    [SuppressMessage("ProcessIsolate", "PISO301", Justification = "The worker's own list is what is looked at.")]
    public static int Record(int number)
    {
        Order.Add(number);
        return number;
    }

    [RunInProcess(Priority = 5)]
    [SuppressMessage("ProcessIsolate", "PISO301", Justification = "The worker's own list is what is looked at.")]
    public static int RecordUrgently(int number) => Record(number);
}
