using System.Collections.Generic;

namespace ProcessIsolate.Integration.Tests.Calls;

internal static class QueueJobs
{
    private static readonly List<int> Order = [];

    /// <summary>Of a worker: what ran here, in its order.</summary>
    [RunInProcess]
    public static int[] Recorded() => [.. Order];

    [RunInProcess]
    public static int Record(int number)
    {
        Order.Add(number);
        return number;
    }

    [RunInProcess(Priority = 5)]
    public static int RecordUrgently(int number) => Record(number);
}
