using System;
using System.Threading;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Channels;

/// <summary>Which processes hold one end of a pipe. The end is closed for good when the last one lets go.</summary>
/// <remarks>
/// A word that says "closed", then a word for each holder. An end that is given to another process changes hands in one
/// compare-and-swap, so it is never without a holder in between. Whoever takes the last number out, and finds no other, writes "closed".
/// </remarks>
internal sealed unsafe class PipeHolders(SharedSegment segment, int end)
{
    private readonly uint* closed = (uint*)segment.At(PipeLayout.End(end), PipeLayout.EndSize);
    private readonly uint* slots = (uint*)segment.At(PipeLayout.End(end) + 16, PipeLayout.MaxHolders * sizeof(uint));

    public bool IsClosed => Volatile.Read(ref *closed) != 0;

    public bool Has(uint participant) => Find(participant) >= 0;

    /// <summary>Makes a process one of the holders.</summary>
    /// <exception cref="InvalidOperationException">There are too many.</exception>
    public void Add(uint participant)
    {
        while (!Has(participant))
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
        int slot = Find(holder);
        return slot >= 0 && Interlocked.CompareExchange(ref slots[slot], participant, holder) == holder;
    }

    /// <summary>Takes a process from the holders.</summary>
    /// <returns>Whether that closed the end.</returns>
    public bool Remove(uint participant)
    {
        bool had = false;
        for (int i = 0; i < PipeLayout.MaxHolders; i++)
        {
            had |= Interlocked.CompareExchange(ref slots[i], 0, participant) == participant;
        }

        for (int i = 0; i < PipeLayout.MaxHolders; i++)
        {
            if (Volatile.Read(ref slots[i]) != 0)
            {
                return false;
            }
        }

        if (had)
        {
            Volatile.Write(ref *closed, 1);
        }

        return had;
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
