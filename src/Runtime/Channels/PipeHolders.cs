using System;
using System.Threading;
using ProcessIsolate.Sharing;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Channels;

/// <summary>Which processes hold one end of a pipe. The end is closed for good when the last one lets go.</summary>
/// <remarks>
/// A word that says "closed", then a word for each holder. An end that is given to another process changes hands in one
/// compare-and-swap, so it is never without a holder in between. A process that takes the last number out, and finds no other, writes "closed".
/// </remarks>
internal sealed unsafe class PipeHolders(SharedSegment segment, int end)
{
    // Each look begins anew when a process let go meanwhile; that many do so at once only where a process plays foul.
    private const int MostLooks = 1000;

    private readonly uint* closed = (uint*)segment.At(PipeLayout.End(end), PipeLayout.EndSize);
    private readonly uint* removals = (uint*)segment.At(PipeLayout.End(end) + 4, sizeof(uint));
    private readonly uint* slots = (uint*)segment.At(PipeLayout.End(end) + 16, PipeLayout.MaxHolders * sizeof(uint));

    public bool IsClosed => Volatile.Read(ref *closed) != 0;

    public bool Has(uint participant) => Find(participant) >= 0;

    /// <summary>Makes a process one of the holders.</summary>
    /// <exception cref="InvalidOperationException">There are too many.</exception>
    public void Add(uint participant)
    {
        // Several may be on their way, to different processes: each stands for one that will hold the end.
        while (participant == OwnerId.InTransit || !Has(participant))
        {
            int free = Find(0);
            if (free < 0)
            {
                throw new InvalidOperationException($"More than {PipeLayout.MaxHolders} processes hold one end of a pipe.");
            }

            if (Interlocked.CompareExchange(ref slots[free], participant, 0) == 0)
            {
                return;
            }
        }
    }

    /// <summary>Puts one holder in the place of another.</summary>
    /// <returns>False when the other is none.</returns>
    public bool TryReplace(uint holder, uint participant)
    {
        for (int i = 0; i < PipeLayout.MaxHolders; i++)
        {
            if (Volatile.Read(ref slots[i]) == holder && Interlocked.CompareExchange(ref slots[i], participant, holder) == holder)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes a process from the holders. Where none is left, that closes the end.</summary>
    public void Remove(uint participant)
    {
        // Counted before: a process may note another process in a slot that a look below has passed, and leave one that it has yet to
        // reach. Such a look sees none; but it sees the count change.
        Interlocked.Increment(ref *removals);
        for (int i = 0; i < PipeLayout.MaxHolders; i++)
        {
            Interlocked.CompareExchange(ref slots[i], 0, participant);
        }

        // Also when the process was none of the holders: one that died between taking its number out and this has left it to do.
        if (AreNone())
        {
            Volatile.Write(ref *closed, 1);
        }
    }

    private bool AreNone()
    {
        for (int look = 0; look < MostLooks; look++)
        {
            uint before = Volatile.Read(ref *removals);
            bool isAny = false;
            for (int i = 0; i < PipeLayout.MaxHolders && !isAny; i++)
            {
                isAny = Volatile.Read(ref slots[i]) != 0;
            }

            if (isAny)
            {
                return false;
            }

            if (Volatile.Read(ref *removals) == before)
            {
                return true;
            }
        }

        return true;
    }

    private int Find(uint participant)
    {
        for (int i = 0; i < PipeLayout.MaxHolders; i++)
        {
            if (Volatile.Read(ref slots[i]) == participant)
            {
                return i;
            }
        }

        return -1;
    }
}
