using System.Threading.Channels;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Channels;

/// <summary>What all processes in the chaos share.</summary>
public sealed record ChaosFloor(
    ProcessQueue<long> Items, ProcessQueue<long> Results, SharedArray<int> Put, SharedArray<long> Pair, ProcessLock Gate);

/// <summary>Producers and consumers that may be killed at any moment.</summary>
internal static class ChaosJobs
{
    public const int NumberBits = 32;

    /// <summary>Puts one item after another, and says after each how many were put.</summary>
    [RunInProcess]
    public static void Produce(ChaosFloor floor, int self, int count)
    {
        for (int i = 0; i < count; i++)
        {
            floor.Items.Put(((long)self << NumberBits) | (uint)i, Eventually.Limit);
            floor.Put[self] = i + 1;
            CountUp(floor);
        }
    }

    /// <summary>Passes items on, each until it is done.</summary>
    [RunInProcess]
    public static void Consume(ChaosFloor floor)
    {
        try
        {
            while (true)
            {
                floor.Results.Put(floor.Items.Get(Eventually.Limit), Eventually.Limit);
                floor.Items.TaskDone();
                CountUp(floor);
            }
        }
        catch (ChannelClosedException)
        {
            // Everything was put and taken.
        }
    }

    // Two numbers that are the same unless a process is between the two additions. The one that takes the gate from a dead one makes them so.
    private static void CountUp(ChaosFloor floor)
    {
        using ProcessLock.Scope scope = floor.Gate.EnterScope();
        if (scope.WasAbandoned)
        {
            floor.Pair[1] = floor.Pair[0];
        }

        floor.Pair[0]++;
        floor.Pair[1]++;
    }
}
