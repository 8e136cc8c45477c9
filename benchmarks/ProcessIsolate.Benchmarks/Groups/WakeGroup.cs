using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Benchmarks.Measuring;

namespace ProcessIsolate.Benchmarks.Groups;

/// <summary>From the change in one process until a thread of another that slept has seen it.</summary>
internal sealed class WakeGroup : FigureGroup
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    public override string Name => "wake";

    public override string Title => "Waking a waiter of another process that sleeps";

    public override string Unit => "us";

    [SuppressMessage("ProcessIsolate", "PISO201", Justification = "The bed gives the method to its pool.")]
    public override IEnumerable<Contender> Create(bool quick)
    {
        int count = quick ? 50 : 200;
        yield return Waiter("a futex", Role.Floor, count, WakeWork.WaitForFutex, static signals => signals.WakeFutex());
        yield return Waiter("ProcessQueue<long>", Role.Ours, count, WakeWork.WaitForQueue, static signals => signals.Queue.Put(Stopwatch.GetTimestamp()));
        yield return Waiter("ProcessEvent", Role.Ours, count, WakeWork.WaitForEvent, static signals =>
        {
            signals.Stamp[0] = Stopwatch.GetTimestamp();
            signals.Event.Set();
        });
        yield return Contender.Create("ProcessLock", Role.Ours, static () => new Bed(), bed => bed.MeasureLock(count, Pause));
    }

    private static Contender Waiter(string name, Role role, int count, Action<WakeSignals, int> wait, Action<WakeSignals> wake) =>
        Contender.Create(name, role, static () => new Bed(), bed => bed.Measure(count, Pause, wait, wake));

    /// <summary>One worker that waits, and what it waits for.</summary>
    private sealed class Bed : IDisposable
    {
        private readonly ProcessPool pool = new(1);
        private readonly WakeSignals signals = WakeSignals.Create();

        public double[] Measure(int count, TimeSpan pause, Action<WakeSignals, int> wait, Action<WakeSignals> wake)
        {
            Task waiting = pool.RunAsync(wait, signals, count);
            signals.Done.Wait();
            for (int i = 0; i < count; i++)
            {
                Rest(pause);
                wake(signals);
                signals.Done.Wait();
            }

            waiting.GetAwaiter().GetResult();
            return Samples(count);
        }

        public double[] MeasureLock(int count, TimeSpan pause)
        {
            Task waiting = pool.RunAsync(WakeWork.WaitForLock, signals, count);
            signals.Done.Wait();
            for (int i = 0; i < count; i++)
            {
                signals.Gate.Enter();
                signals.Event.Set();
                Rest(pause);
                signals.Stamp[0] = Stopwatch.GetTimestamp();
                signals.Gate.Exit();
                signals.Done.Wait();
            }

            waiting.GetAwaiter().GetResult();
            return Samples(count);
        }

        public void Dispose()
        {
            pool.Dispose();
            signals.Dispose();
        }

        // Long enough that the other side sleeps, whatever it tried before.
        private static void Rest(TimeSpan pause)
        {
            using ManualResetEventSlim never = new();
            never.Wait(pause);
        }

        private double[] Samples(int count) => [.. signals.Microseconds.Take(count)];
    }
}
