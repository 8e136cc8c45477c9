using System;
using System.Diagnostics;
using System.Threading;

namespace ProcessIsolate.SharedMemory;

/// <summary>How one side of a lane waits for the other: it spins for as long as that has paid lately, then sleeps until the
/// other side rings.</summary>
/// <remarks>
/// <para>The sleeper writes "I wait", then looks once more at what it waits for; the ringer changes that, then looks for
/// "I wait". Each has a full fence between its write and its look, so at least one of them sees the other: either the
/// sleeper finds its data, or the ringer rings. Ringing changes the word the sleeper sleeps on, so a ring between its last
/// look and its sleep makes the sleep return at once.</para>
/// <para>The words are in memory a hostile peer can write: the worst it can do is ring for nothing or not at all, and every
/// sleep has a limit after which the caller looks whether the peer still lives.</para>
/// </remarks>
internal sealed unsafe class Doorbell(SharedSegment segment, uint* word, uint* waits)
{
    // A sleeping thread costs some 5 us to wake, on idle cores of a virtual machine several times that: spinning longer
    // than that cannot pay.
    private static readonly long MaxSpinTicks = Environment.ProcessorCount > 1 ? Stopwatch.Frequency * 40 / 1_000_000 : 0;
    private static readonly long MinSpinTicks = MaxSpinTicks / 64;

    // Between two looks a spinning thread needs far less than this; if more has passed, it was not running, so there are
    // more threads than cores and spinning takes time from the very thread that is waited for.
    private static readonly long PreemptedTicks = Stopwatch.Frequency * 20 / 1_000_000;
    private static readonly TimeSpan SleepLimit = TimeSpan.FromSeconds(1);

    private const int WaitsBetweenTries = 64;

    private long spinTicks = MaxSpinTicks;
    private int waitsSinceTry;

    /// <summary>Wakes the side that waits here, if it sleeps. To be called after the change it may wait for.</summary>
    public void Ring()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref *waits) != 0)
        {
            RingAlways();
        }
    }

    /// <summary>Wakes the waiting side of this process whatever it waits for, so that it looks at its state.</summary>
    public void RingAlways()
    {
        Volatile.Write(ref *waits, 0);
        Interlocked.Increment(ref *word);
        SharedWait.Wake(segment, word, 1);
    }

    /// <summary>Spins until <paramref name="position"/> differs from <paramref name="known"/>.</summary>
    /// <returns>False when it still does not; spinning longer does not pay.</returns>
    public bool SpinUntilChanged(ref long position, long known)
    {
        if (Volatile.Read(ref position) != known)
        {
            return true;
        }

        if (spinTicks < MinSpinTicks)
        {
            // Given up on. Every so often a full try finds out whether times have changed: a short one would not do,
            // since two sides that both sleep look slow to each other.
            if (++waitsSinceTry < WaitsBetweenTries)
            {
                return false;
            }

            waitsSinceTry = 0;
            spinTicks = MaxSpinTicks;
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

    /// <summary>The first half of <see cref="Sleep"/>, for somebody who sleeps on several words at once.</summary>
    /// <returns>The word to sleep on while it has the value <paramref name="seen"/>.</returns>
    public uint* AnnounceWait(out uint seen)
    {
        seen = Volatile.Read(ref *word);
        Volatile.Write(ref *waits, 1);
        return word;
    }

    /// <summary>Sleeps until rung, unless <paramref name="position"/> has changed or <paramref name="stop"/> is set.</summary>
    public void Sleep(ref long position, long known, ref bool stop, TimeSpan? limit = null)
    {
        uint seen = Volatile.Read(ref *word);
        Volatile.Write(ref *waits, 1);
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref position) == known && !Volatile.Read(ref stop))
        {
            SharedWait.Wait(segment, word, seen, limit ?? SleepLimit);
        }

        Volatile.Write(ref *waits, 0);
    }
}
