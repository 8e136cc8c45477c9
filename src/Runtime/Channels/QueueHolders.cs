using System.Threading;
using ProcessIsolate.Sharing;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Channels;

/// <summary>Which processes have a queue, and which of them may take from it.</summary>
/// <remarks>
/// A word for each process: its number, and whether it may take. The process that made the queue may, one that has taken may, and one that
/// has done nothing yet; one that has only put may not. When a process lets go and none is left that may, the queue is deserted: that is
/// written beside "complete", for producers to find at their next put. The mark is a hint: a producer that finds it looks at the words.
/// </remarks>
internal sealed unsafe class QueueHolders(SharedSegment segment)
{
    /// <summary>The bit beside <see cref="QueueLayout.Completed"/>'s.</summary>
    public const uint Deserted = 2;

    private const uint MayTake = 1u << 30;

    // Each look begins anew when a process let go meanwhile; that many do so at once only where one plays foul.
    private const int MostLooks = 100;

    private readonly uint* state = (uint*)segment.At(QueueLayout.Completed, sizeof(uint));
    private readonly uint* removals = (uint*)segment.At(QueueLayout.HolderRemovals, sizeof(uint));
    private readonly uint* overflow = (uint*)segment.At(QueueLayout.HolderOverflow, sizeof(uint));
    private readonly uint* slots = (uint*)segment.At(QueueLayout.Holders, QueueLayout.MaxHolders * sizeof(uint));

    /// <summary>A process has the queue, or has it again, and may take from it.</summary>
    public void Add(uint participant)
    {
        while (true)
        {
            // Several may be on their way, to different processes: each stands for one that will have the queue.
            int slot = participant == OwnerId.InTransit ? -1 : Find(participant);
            slot = slot >= 0 ? slot : Find(0);
            if (slot < 0)
            {
                // Too many to tell apart: then none is ever missed.
                Volatile.Write(ref *overflow, 1);
                break;
            }

            uint seen = Volatile.Read(ref slots[slot]);
            if ((seen & OwnerId.Mask) is var owner && (owner == 0 || owner == participant)
                && Interlocked.CompareExchange(ref slots[slot], participant | MayTake, seen) == seen)
            {
                break;
            }
        }

        Interlocked.And(ref *state, ~Deserted);
    }

    /// <summary>This process has received the queue: it stands where the one on its way stood.</summary>
    public void Arrive()
    {
        if (!TryReplaceInTransit(OwnerId.Current | MayTake))
        {
            Add(OwnerId.Current);
        }
    }

    /// <summary>The queue was on its way, and was not sent after all.</summary>
    public void Return()
    {
        Interlocked.Increment(ref *removals);
        TryReplaceInTransit(0);
        MarkIfDeserted();
    }

    /// <summary>A process has put an item and has never taken one.</summary>
    public void DoesNotTake(uint participant)
    {
        int slot = Find(participant);
        if (slot >= 0 && Volatile.Read(ref slots[slot]) != participant)
        {
            Interlocked.CompareExchange(ref slots[slot], participant, participant | MayTake);
        }
    }

    /// <summary>A process has let go of the queue, or has ended.</summary>
    public void Remove(uint participant)
    {
        // Counted before: a process may be noted in a slot that a look has passed, by one that lets go before the look reaches it.
        Interlocked.Increment(ref *removals);
        for (int i = 0; i < QueueLayout.MaxHolders; i++)
        {
            uint seen = Volatile.Read(ref slots[i]);
            if ((seen & OwnerId.Mask) == participant)
            {
                Interlocked.CompareExchange(ref slots[i], 0, seen);
            }
        }

        MarkIfDeserted();
    }

    /// <summary>Whether no process is left that may take.</summary>
    public bool AreNone()
    {
        for (int look = 0; look < MostLooks; look++)
        {
            uint before = Volatile.Read(ref *removals);
            for (int i = 0; i < QueueLayout.MaxHolders; i++)
            {
                if ((Volatile.Read(ref slots[i]) & MayTake) != 0)
                {
                    return false;
                }
            }

            if (Volatile.Read(ref *removals) == before)
            {
                return Volatile.Read(ref *overflow) == 0;
            }
        }

        return false;
    }

    private void MarkIfDeserted()
    {
        if (AreNone())
        {
            Interlocked.Or(ref *state, Deserted);
        }
    }

    // Which of those on their way does not matter: they are alike.
    private bool TryReplaceInTransit(uint word)
    {
        for (int i = 0; i < QueueLayout.MaxHolders; i++)
        {
            if (Volatile.Read(ref slots[i]) == (OwnerId.InTransit | MayTake)
                && Interlocked.CompareExchange(ref slots[i], word, OwnerId.InTransit | MayTake) == (OwnerId.InTransit | MayTake))
            {
                return true;
            }
        }

        return false;
    }

    private int Find(uint participant)
    {
        for (int i = 0; i < QueueLayout.MaxHolders; i++)
        {
            if ((Volatile.Read(ref slots[i]) & OwnerId.Mask) == participant)
            {
                return i;
            }
        }

        return -1;
    }
}
