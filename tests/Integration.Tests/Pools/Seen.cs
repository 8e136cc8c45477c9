using System;
using System.Collections.Concurrent;

namespace ProcessIsolate.Integration.Tests.Pools;

/// <summary>What a map has reported.</summary>
internal sealed class Seen : IProgress<int>
{
    public ConcurrentBag<int> Values { get; } = [];

    public void Report(int value) => Values.Add(value);
}
