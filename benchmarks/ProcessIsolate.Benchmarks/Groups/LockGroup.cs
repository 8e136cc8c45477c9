using System.Collections.Generic;
using System.Threading;
using ProcessIsolate.Benchmarks.Measuring;
using ProcessIsolate.Benchmarks.Peers;

namespace ProcessIsolate.Benchmarks.Groups;

/// <summary>A shared number, counted up under its lock by one process, without contention.</summary>
internal sealed class LockGroup : FigureGroup
{
    public override string Name => "lock";

    public override string Title => "Enter the lock of a shared number, add one, leave";

    public override string Unit => "times/s";

    public override bool HigherIsBetter => true;

    public override IEnumerable<Contender> Create(bool quick)
    {
        int count = quick ? 200_000 : 1_000_000;
        yield return Contender.Create("lock statement within one process", Role.Floor, () => [Timing.PerSecond(count, () => Local(count))]);
        yield return Contender.Create(
            "Shared<long>, EnterLock, Reference++", Role.Ours, static () => new Shared<long>(),
            value => [Timing.PerSecond(count, () => CountByReference(value, count))]);
        yield return Contender.Create(
            "Shared<long>, EnterLock, Value++", Role.Ours, static () => new Shared<long>(),
            value => [Timing.PerSecond(count, () => Count(value, count))]);
        yield return Peer.Python("Value, get_lock", count / 20, "value", "1");
    }

    private static void Local(int count)
    {
        object gate = new();
        long value = 0;
        for (int i = 0; i < count; i++)
        {
            lock (gate)
            {
                Volatile.Write(ref value, value + 1);
            }
        }
    }

    private static void CountByReference(Shared<long> value, int count)
    {
        ref long reference = ref value.Reference;
        for (int i = 0; i < count; i++)
        {
            using ProcessLock.Scope scope = value.EnterLock();
            reference++;
        }
    }

    private static void Count(Shared<long> value, int count)
    {
        for (int i = 0; i < count; i++)
        {
            using ProcessLock.Scope scope = value.EnterLock();
            value.Value++;
        }
    }
}
