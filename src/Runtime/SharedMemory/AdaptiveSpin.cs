using System;
using System.Diagnostics;
using System.Threading;

namespace ProcessIsolate.SharedMemory;

/// <summary>Looks again and again for as long as that has paid lately; never where it cannot: with a single core, or when there
/// are more running threads than cores.</summary>
/// <remarks>One for each thing that is waited for, in each process. Threads that share one at the same time may lose a step
/// of what it has learned, which costs a few microseconds.</remarks>
internal sealed class AdaptiveSpin
{
    // A sleeping thread costs some 5 us to wake, on idle cores of a virtual machine several times that: spinning longer
    // than that cannot pay.
    private static readonly long MaxSpinTicks = Environment.ProcessorCount > 1 ? Stopwatch.Frequency * 40 / 1_000_000 : 0;
    private static readonly long MinSpinTicks = MaxSpinTicks / 64;

    // Between two looks a spinning thread needs far less than this; if more has passed, it was not running, so there are
    // more threads than cores and spinning takes time from the very thread that is waited for.
    private static readonly long PreemptedTicks = Stopwatch.Frequency * 20 / 1_000_000;

    private const int WaitsBetweenTries = 64;

    private long spinTicks = MaxSpinTicks;
    private int waitsSinceTry;

    /// <summary>Spins until <paramref name="position"/> differs from <paramref name="known"/>.</summary>
    /// <returns>False when it still does not; spinning longer does not pay.</returns>
    public bool UntilChanged(ref long position, long known)
    {
        if (Volatile.Read(ref position) != known)
        {
            return true;
        }

        if (!MayTry())
        {
            return false;
        }

        long begun = Stopwatch.GetTimestamp();
        long last = begun;
        while (true)
        {
            for (int i = 0; i < 8; i++)
            {
                Thread.SpinWait(4);
                if (Volatile.Read(ref position) != known)
                {
                    spinTicks = MaxSpinTicks;
                    return true;
                }
            }

            long now = Stopwatch.GetTimestamp();
            if (now - last > PreemptedTicks || now - begun > spinTicks)
            {
                spinTicks /= 4;
                return Volatile.Read(ref position) != known;
            }

            last = now;
        }
    }

    // Given up on, it makes a full try every so often to find out whether times have changed: a short one would not do,
    // since two sides that both sleep look slow to each other.
    private bool MayTry()
    {
        if (spinTicks >= MinSpinTicks)
        {
            return MaxSpinTicks > 0;
        }

        if (++waitsSinceTry < WaitsBetweenTries)
        {
            return false;
        }

        waitsSinceTry = 0;
        spinTicks = MaxSpinTicks;
        return MaxSpinTicks > 0;
    }
}
