using System;
using System.Diagnostics;
using System.Threading;

namespace ProcessIsolate.SharedMemory;

/// <summary>Looks again and again for as long as that has paid lately; never where it cannot: with a single core, or when there
/// are more running threads than cores.</summary>
/// <remarks>
/// <para>The waits themselves show what has paid. A spin that found something pays; and so would have one in place of a sleep
/// that was short. A sleep looks longer than the wait would have been, since one or both sides had to be woken, so more is allowed to
/// it. Two sides that have fallen asleep once, for whatever reason, find back to spinning after a few short waits.</para>
/// <para>One for each thing that is waited for, in each process. Threads that share one at the same time may lose a step
/// of what it has learned, which costs a few microseconds.</para>
/// </remarks>
internal sealed class AdaptiveSpin(CoreSharing? cores = null)
{
    // A sleeping thread costs some 5 us to wake, on idle cores of a virtual machine several times that: spinning longer
    // than that cannot pay.
    private static readonly long MaxSpinTicks = Environment.ProcessorCount > 1 ? Stopwatch.Frequency * 40 / 1_000_000 : 0;

    // A sleep that ended within this was a short wait and two wake-ups.
    private static readonly long ShortSleepTicks = MaxSpinTicks * 3;

    // Between two looks a spinning thread needs far less than this; if more has passed, it was not running, so there are
    // more threads than cores and spinning takes time from the very thread that is waited for.
    private static readonly long PreemptedTicks = Stopwatch.Frequency * 20 / 1_000_000;

    private static readonly long YieldTicks = Stopwatch.Frequency * 3 / 1_000_000;

    private const int SharedFactor = 5;
    private const int FailuresInARow = 3;
    private const int PauseAfterFailures = 8;

    private long begun;
    private int failures;
    private int pause;
    private bool pays = true;

    /// <summary>Spins until <paramref name="position"/> differs from <paramref name="known"/>.</summary>
    /// <returns>False when it still does not; spinning longer does not pay. The caller sleeps then, and says so afterwards
    /// with <see cref="AfterSleep"/>.</returns>
    public bool UntilChanged(ref long position, long known)
    {
        if (Volatile.Read(ref position) != known)
        {
            return true;
        }

        begun = Stopwatch.GetTimestamp();
        if (!pays || MaxSpinTicks == 0)
        {
            return false;
        }

        if (Spin(ref position, known))
        {
            failures = 0;
            return true;
        }

        // Not at once: whatever else runs on the machine may delay the other side now and then.
        if (++failures >= FailuresInARow)
        {
            failures = 0;
            pays = false;
            pause = PauseAfterFailures;
        }

        return Volatile.Read(ref position) != known;
    }

    /// <summary>The caller has slept because spinning did not pay.</summary>
    public void AfterSleep()
    {
        if (pays)
        {
            return;
        }

        if (Stopwatch.GetTimestamp() - begun < ShortSleepTicks && --pause <= 0)
        {
            pays = true;
        }
    }

    private bool Spin(ref long position, long known)
    {
        // With the other side on the same core, giving way is all that helps. A side that is alone there soon afterwards was parted from it, which
        // takes longer than an answer; going to sleep meanwhile would have the system bring them together again.
        bool shared = cores is { IsShared: true };
        long patience = shared ? SharedFactor : 1;
        long last = begun;
        long nextYield = shared ? begun : begun + YieldTicks;
        while (true)
        {
            for (int i = 0; i < 8; i++)
            {
                Thread.SpinWait(4);
                if (Volatile.Read(ref position) != known)
                {
                    return true;
                }
            }

            long now = Stopwatch.GetTimestamp();
            if (now - last > PreemptedTicks * patience || now - begun > MaxSpinTicks * patience)
            {
                return false;
            }

            // The system likes to put two threads that wake each other on one core, and there it leaves them as long as only one of
            // them is awake. Spinning would keep the other from running. Giving way lets it run, and two threads
            // that are both awake get a core each before long. Not at first: an answer from another core is here by then.
            if (now >= nextYield)
            {
                cores?.BeforeYield();
                Thread.Yield();
                now = Stopwatch.GetTimestamp();
                nextYield = now + YieldTicks;
            }

            last = now;
        }
    }
}
