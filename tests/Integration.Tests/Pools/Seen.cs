using System;
using System.Collections.Concurrent;

namespace ProcessIsolate.Integration.Tests.Pools;

/// <summary>What a map has reported.</summary>
internal sealed class Seen : IProgress<MapProgress>
{
    public ConcurrentBag<int> Values { get; } = [];

    public ConcurrentBag<MapProgress> Reports { get; } = [];

    public void Report(MapProgress value)
    {
        Values.Add(value.Completed);
        Reports.Add(value);
    }
}
