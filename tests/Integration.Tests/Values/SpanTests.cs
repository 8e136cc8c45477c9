using System;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Values;

/// <summary>Spans as arguments: copied in, and of a writable one, back.</summary>
[TestClass]
public sealed class SpanTests
{
    [TestMethod]
    [DataRow(Transport.Auto)]
    [DataRow(Transport.Stream)]
    public void WhatTheMethodWrote_IsThereAfterwards(Transport transport)
    {
        using ProcessPool pool = TestPools.Single(o => o.Transport = transport);
        using IDisposable scope = pool.Use();
        Span<int> seen = stackalloc int[5];
        int worker = SpanJobs.Process(seen[1..4]);
        Assert.AreNotEqual(Environment.ProcessId, worker);
        Assert.AreSequenceEqual<int>([0, worker, worker, worker, 0], seen.ToArray());

        Particle[] particles = [new(1, 2, 3), new(double.NaN, -0f, int.MinValue)];
        Padded[] padded = [new(1, 2)];
        SpanJobs.Reverse(particles, "text", padded);
        Assert.AreSequenceEqual<Particle>([new(double.NaN, -0f, int.MinValue), new(1, 2, 3)], particles);
        Assert.AreEqual(new Padded(1, 4), padded[0]);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(1000)]
    [DataRow(3_000_000)]
    public void ReadOnlySpan_OfAnyLength(int length)
    {
        double[] values = [.. Enumerable.Range(0, length).Select(static i => (double)i)];
        Assert.AreEqual(values.Sum() + 0.5, SpanJobs.Sum(values, 0.5));
        Task<double> later = SpanJobs.SumAsync(values, 0.5, CancellationToken.None);
        Eventually.Ends(later, "the companion ends");
        Assert.AreEqual(values.Sum() + 0.5, later.Result);
    }

    [TestMethod]
    public void CallThatFails_LeavesTheSpanAsItWas()
    {
        int[] values = [1, 2, 3];
        Assert.ThrowsExactly<InvalidOperationException>(() => SpanJobs.FillAndThrow(values));
        Assert.ThrowsExactly<WorkerCrashedException>(() => SpanJobs.FillAndCrash(values));
        Assert.AreSequenceEqual<int>([1, 2, 3], values);
    }

    [TestMethod]
    public void SpansOverTheSameMemory_AreRefused()
    {
        Padded[] padded = new Padded[4];
        Assert.ThrowsExactly<ArgumentException>(() => SpanJobs.Reverse(default, MemoryMarshal.Cast<Padded, char>(padded.AsSpan()), padded));
        SpanJobs.Reverse(default, MemoryMarshal.Cast<Padded, char>(padded.AsSpan(2)), padded.AsSpan(0, 2));
        Assert.AreEqual(16, padded[0].Value);
    }

    [TestMethod]
    public void InProcess_TheSpanIsWrittenToo()
    {
        // A marked method that is called in a worker runs right there.
        Assert.AreSequenceEqual<int>([5, 5], Nested.Call(2));
    }
}

internal static class Nested
{
    [RunInProcess]
    public static int[] Call(int length)
    {
        int[] values = new int[length];
        int worker = SpanJobs.Process(values);
        return [.. values.Select(value => value == worker ? 5 : value)];
    }
}
