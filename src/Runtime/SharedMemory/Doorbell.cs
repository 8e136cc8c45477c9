using System;
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
internal sealed unsafe class Doorbell(SharedSegment segment, uint* word, uint* waits, CoreSharing? cores = null)
{
    private static readonly TimeSpan SleepLimit = TimeSpan.FromSeconds(1);

    private readonly AdaptiveSpin spin = new(cores);

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
        // One waits here at a time, as a rule. But the receive loop may be leaving, or a large request be on its way while an answer
        // is waited for, and neither may take the other's ring along.
        SharedWait.Wake(segment, word, int.MaxValue);
    }

    /// <inheritdoc cref="AdaptiveSpin.UntilChanged"/>
    public bool SpinUntilChanged(ref long position, long known) => spin.UntilChanged(ref position, known);

    /// <summary>The first half of <see cref="Sleep"/>, for a thread that sleeps on several words at once.</summary>
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
            spin.AfterSleep();
        }

        Volatile.Write(ref *waits, 0);
    }
}
