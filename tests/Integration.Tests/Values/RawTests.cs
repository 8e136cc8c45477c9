using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Values;

/// <summary>Values that follow their message as raw bytes come back as they were.</summary>
[TestClass]
public sealed class RawTests
{
    private const string LongRunVariable = "PROCESSISOLATE_LARGE_PAYLOADS";
    private const int GiB = 1 << 30;

    private static readonly int[] Lengths = [0, 1, 2, 7, 8, 9, 31, 63, 64, 65, 255, 256, 257, 4095, 4096, 4097, 100_000, 1_000_003];

    [TestMethod]
    [DataRow(Transport.Auto)]
    [DataRow(Transport.Stream)]
    public void AnyLength(Transport transport)
    {
        using ProcessPool pool = TestPools.Single(o => o.Transport = transport);
        using IDisposable scope = pool.Use();
        foreach (int length in Lengths)
        {
            Particle[] particles = [.. Enumerable.Range(0, length).Select(static i => new Particle(i / 3.0, -i, i))];
            Same(particles, RawJobs.Of(particles)!);
            Same(particles, RawJobs.OfList([.. particles])!);
            Same(particles, RawJobs.OfMemory(particles).ToArray());
            byte[] bytes = [.. Enumerable.Range(0, length).Select(static i => (byte)i)];
            Same(bytes, RawJobs.Of(bytes));
            Same(bytes, RawJobs.OfBytes([.. bytes])!);
            Same(bytes.Select(static each => (char)(each + '\uD7F0')), RawJobs.OfUnits([.. bytes.Select(static each => (char)(each + '\uD7F0'))])!);
            int[] numbers = [.. Enumerable.Range(-5, length)];
            Same(numbers, RawJobs.Of(numbers));
            string text = string.Concat(Enumerable.Repeat("a\u20AC\uD83D\uDE00\"\uD800\0", (length / 7) + 1))[..length];
            Assert.IsTrue(text == RawJobs.Of(text), $"A text of {length} units changed.");
        }

        Assert.IsNull(RawJobs.Of((Particle[]?)null));
        Assert.IsNull(RawJobs.OfList(null));
        Assert.IsNull(RawJobs.OfBytes(null));
        Assert.AreEqual(new string('x', 70) + 300 + new string('y', 9000) + 0, RawJobs.Join(new string('x', 70), new byte[300], new string('y', 9000), []));
    }

    [TestMethod]
    public void EveryKindOfElement()
    {
        Same([true, false], RawJobs.Of([true, false]));
        decimal[] decimals = [1.00m, decimal.MinValue, -0.0m, 0.0000000000000000000000000001m];
        Same(decimals.SelectMany(decimal.GetBits), RawJobs.Of(decimals).SelectMany(decimal.GetBits));
        DateTime[] times = [DateTime.MinValue, DateTime.MaxValue, new(1, DateTimeKind.Utc), new(2, DateTimeKind.Local)];
        Same(times.Select(static each => each.ToBinary()), RawJobs.Of(times).Select(static each => each.ToBinary()));
        Same([Guid.Empty, Guid.AllBitsSet], RawJobs.Of([Guid.Empty, Guid.AllBitsSet]));
        Same([Int128.MinValue, Int128.One], RawJobs.Of([Int128.MinValue, Int128.One]));
        Same([new Vector3(1, 2, 3), Vector3.Zero], RawJobs.Of([new Vector3(1, 2, 3), Vector3.Zero]));
        Same([DayOfWeek.Friday, (DayOfWeek)99], RawJobs.Of([DayOfWeek.Friday, (DayOfWeek)99]));
        Same([(1, 2f), (3, float.NaN)], RawJobs.Of([(1, 2f), (3, float.NaN)]));
        Same([new Padded(1, 2), new Padded(255, long.MinValue)], RawJobs.Of([new Padded(1, 2), new Padded(255, long.MinValue)]));
    }

    [TestMethod]
    public void MemoryThatIsNoArray()
    {
        using NativeMemory memory = new(1000);
        memory.GetSpan().Fill(new Particle(1, 2, 3));
        Same(memory.GetSpan().ToArray(), RawJobs.OfMemory(memory.Memory).ToArray());
    }

    [TestMethod]
    public void MoreThanAMessageHolds_IsRefusedBeforeAnythingIsCopied()
    {
        using ProcessPool pool = TestPools.Single(static o => o.MaxMessageBytes = int.MaxValue);
        using IDisposable scope = pool.Use();
        // The memory says that it is 3 GiB large, and has none.
        using HollowMemory memory = new(3 * (GiB / sizeof(long)));
        MessageTooLargeException error = Assert.ThrowsExactly<MessageTooLargeException>(() => RawJobs.Count(memory.Memory));
        Assert.AreEqual((3L * GiB, int.MaxValue), (error.Bytes, error.Limit));
        StringAssert.Contains(error.Message, "in pieces");
        Assert.AreEqual(2, RawJobs.Count(new long[2]));
    }

    [TestMethod]
    public void OneGibibyte_Crosses()
    {
        if (Environment.GetEnvironmentVariable(LongRunVariable) != "1")
        {
            Assert.Inconclusive($"Takes 2 GiB of memory; set {LongRunVariable}=1 to run it.");
        }

        using ProcessPool pool = TestPools.Single(static o => o.MaxMessageBytes = int.MaxValue);
        byte[] values = new byte[GiB];
        values[^1] = 9;
        Assert.AreEqual(GiB + 9L, pool.Run(RawJobs.Length, values));
    }

    private static void Same<T>(IEnumerable<T> expected, IEnumerable<T> actual) =>
        Assert.IsTrue(expected.SequenceEqual(actual), $"{typeof(T)}s changed on the way.");

    private sealed unsafe class NativeMemory(int length) : MemoryManager<Particle>
    {
        private Particle* start = (Particle*)System.Runtime.InteropServices.NativeMemory.Alloc((nuint)length, (nuint)sizeof(Particle));

        public override Span<Particle> GetSpan() => new(start, length);

        public override MemoryHandle Pin(int elementIndex = 0) => new(start + elementIndex);

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
            System.Runtime.InteropServices.NativeMemory.Free(start);
            start = null;
        }
    }

    private sealed class HollowMemory(int length) : MemoryManager<long>
    {
        public override Memory<long> Memory => CreateMemory(length);

        public override Span<long> GetSpan() => throw new AssertFailedException("The memory was touched.");

        public override MemoryHandle Pin(int elementIndex = 0) => throw new AssertFailedException("The memory was touched.");

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
