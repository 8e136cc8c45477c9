using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;
using static ProcessIsolate.Integration.Tests.Pools.StreamInputs;

namespace ProcessIsolate.Integration.Tests.Pools;

/// <summary>How far a stream reads its input ahead of its consumer.</summary>
[TestClass]
public sealed class StreamWindowTests
{
    [TestMethod]
    public async Task ItemThatIsTooLarge_IsNamedByItsIndex()
    {
        using ProcessPool pool = TestPools.Single(static o => o.MaxMessageBytes = 20_000);
        string[] items = [.. Enumerable.Range(0, 10).Select(static i => i == 9 ? new string('x', 50_000) : "small")];
        List<string> failures = [];
        await foreach (CallOutcome<string, string> outcome in pool.StreamOutcomesAsync(StreamNames.Echo, items, new MapOptions { ChunkSize = 1, MaxBuffered = 4 }))
        {
            if (outcome.Exception is MessageTooLargeException exception)
            {
                failures.Add(exception.Message);
            }
        }

        StringAssert.StartsWith(failures.Single(), "Item 9 ");
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(7)]
    [DataRow(64)]
    public async Task SlowConsumer_BoundsHowFarTheInputIsRead(int maxBuffered)
    {
        using ProcessPool pool = TestPools.Of(2);
        Endless input = new();
        int received = 0;
        await foreach (int square in pool.StreamAsync(Common.Square, input.Items(), new MapOptions { MaxBuffered = maxBuffered, ChunkSize = 4 }))
        {
            received++;
            Assert.IsLessThanOrEqualTo(maxBuffered, input.Taken - received);
            if (received == 5)
            {
                Eventually.True(() => input.Taken >= received + Math.Max(0, (maxBuffered * 3 / 4) - 1), () => $"the window fills: {input.Taken}");
            }

            if (received == 300)
            {
                break;
            }
        }

        Assert.IsTrue(input.IsDisposed);
        Assert.IsLessThanOrEqualTo(300 + maxBuffered, input.Taken);
    }

    [TestMethod]
    public async Task HugeMaxBuffered_TakesNoMemoryOfThatSize()
    {
        using ProcessPool pool = TestPools.Of(2);
        MapOptions options = new() { MaxBuffered = int.MaxValue };
        Assert.HasCount(1000, await ToList(pool.StreamAsync(Common.Square, Range(1000), options)));
        Assert.HasCount(1000, await ToList(pool.StreamOutcomesAsync(Common.Square, Range(1000), options)));
    }

    [TestMethod]
    public async Task DefaultWindow_IsSmallForSlowItems()
    {
        using ProcessPool pool = TestPools.Of(2);
        Endless input = new();
        await foreach (int square in pool.StreamAsync(PoolJobs.SquareSlowly, input.Items()))
        {
            if (input.Taken > 10)
            {
                break;
            }
        }

        Assert.IsLessThan(200, input.Taken);
    }
}
