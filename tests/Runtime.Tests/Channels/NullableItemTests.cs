using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Text;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Runtime.Tests.Channels;

/// <summary>Null is an item like any other, of every type that has one: it arrives, and what comes after it too.</summary>
[TestClass]
public sealed class NullableItemTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>Every type that has a null, with a value of it.</summary>
    public static IEnumerable<object[]> Types =>
    [
        Row<bool?>(true), Row<byte?>(200), Row<sbyte?>(-100), Row<short?>(-30_000), Row<ushort?>(60_000), Row<int?>(-7), Row<uint?>(7),
        Row<long?>(long.MinValue), Row<ulong?>(ulong.MaxValue), Row<nint?>(-5), Row<nuint?>(5), Row<char?>('\ud800'), Row<float?>(1.5f),
        Row<double?>(double.Epsilon), Row<Half?>((Half)0.5), Row<decimal?>(1.10m), Row<Int128?>(Int128.MinValue),
        Row<UInt128?>(UInt128.MaxValue), Row<DateTime?>(new DateTime(2026, 11, 29, 1, 2, 3, DateTimeKind.Utc)),
        Row<DateTimeOffset?>(new DateTimeOffset(2026, 11, 29, 1, 2, 3, TimeSpan.FromHours(-11))), Row<DateOnly?>(DateOnly.MaxValue),
        Row<TimeOnly?>(TimeOnly.MaxValue), Row<TimeSpan?>(TimeSpan.MinValue), Row<Guid?>(Guid.NewGuid()), Row<Rune?>(new Rune(0x1F600)),
        Row<DayOfWeek?>(DayOfWeek.Friday), Row<Index?>(^1), Row<Range?>(1..^1), Row<Complex?>(new Complex(1, -1)),
        Row<(int, bool?)?>((1, null)), Row<KeyValuePair<int, long?>?>(new KeyValuePair<int, long?>(1, 2)), Row<Point?>(new Point(1, null)),
        Row<string?>("x"), Row<byte[]?>([1, 2]), Row<int[]?>([1, 2]), Row<int?[]?>([1, null]), Row<List<string?>?>(["a", null]),
        Row<Named?>(new Named("n", null)), Row<object?>(null),
    ];

    [TestMethod]
    [DynamicData(nameof(Types))]
    public void Null_ArrivesThroughQueueAndPipe_AndSoDoesWhatFollows(Case type) => type.Run();

    private static object[] Row<T>(T value) => [new Case(typeof(T).ToString(), () => Run(value))];

    private static void Run<T>(T value)
    {
        T[] items = [value, default!, value, default!, default!, value];
        foreach (Redelivery redelivery in Enum.GetValues<Redelivery>())
        {
            using ProcessQueue<T> queue = new(new ProcessQueueOptions { Capacity = items.Length, Redelivery = redelivery });
            // Twice, so that items also go round the end of the ring's first lap.
            foreach (int _ in Enumerable.Range(0, 2))
            {
                Array.ForEach(items, item => queue.Put(item, Limit));
                AssertSame(items, [.. items.Select(_ => queue.Get(Limit))]);
                Array.ForEach(items, _ => queue.TaskDone());
            }

            Assert.IsFalse(queue.TryGet(out _));
        }

        (ProcessPipe<T> first, ProcessPipe<T> second) = ProcessPipe<T>.Create();
        using (first)
        using (second)
        {
            Array.ForEach(items, item => first.Send(item, Limit));
            AssertSame(items, [.. items.Select(_ => second.Receive(Limit))]);
        }
    }

    private static void AssertSame<T>(T[] expected, T[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            if (expected[i] is System.Collections.ICollection many)
            {
                CollectionAssert.AreEqual(many, (System.Collections.ICollection?)actual[i]);
            }
            else
            {
                Assert.AreEqual(expected[i], actual[i], $"item {i}");
            }
        }
    }

    /// <summary>One type; shown by its name.</summary>
    public sealed class Case(string name, Action run)
    {
        public void Run() => run();

        public override string ToString() => name;
    }

    public readonly record struct Point(int X, int? Y);

    public sealed record Named(string? Name, int? Number);
}
