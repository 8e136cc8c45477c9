using System;
using System.Threading;
using ProcessIsolate.Sharing;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Channels;

/// <summary>How many items each process has taken out of a queue and not reported as done.</summary>
/// <remarks>
/// A slot for each process: its number, how many items it has reported as done, and one word with how many it has taken and the count
/// of the head's mark after its last taking. Takings are noted under the consumers' lock, before the head moves: a process that died in
/// between is found to own the lock while its count is one ahead of the head's, so its last taking did not happen (<see cref="Settle"/>).
/// What is done needs no lock: only the process itself reports it, and once that has ended only its host changes the slot.
/// </remarks>
internal sealed unsafe class UnackedCounts(SharedSegment segment)
{
    private const int CountBits = 24;
    private const ulong CountMask = (1 << CountBits) - 1;

    private readonly byte* slots = segment.At(QueueLayout.Debts, QueueLayout.MaxConsumers * QueueLayout.DebtSize);

    // Found once: a process keeps its slot until it ends.
    private int own = -1;

    public bool AreNone()
    {
        for (int i = 0; i < QueueLayout.MaxConsumers; i++)
        {
            if (Volatile.Read(ref *Owner(i)) != 0 && Owed(i) != 0)
            {
                return false;
            }
        }

        return true;
    }

    public void Add(uint headCount)
    {
        ulong* value = Value(Own());
        Volatile.Write(ref *value, (((*value >> CountBits) + 1) << CountBits) | (headCount & CountMask));
    }

    /// <returns>False when there is none.</returns>
    public bool TryPay()
    {
        int slot = Volatile.Read(ref own);
        slot = slot >= 0 ? slot : Find(OwnerId.Current);
        while (slot >= 0)
        {
            uint done = Volatile.Read(ref *Done(slot));
            if (Owed(slot) == 0)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref *Done(slot), done + 1, done) == done)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes back a taking that a process, which died in it, has noted and not done.</summary>
    public void Settle(uint participant, uint headCount)
    {
        int slot = Find(participant);
        if (slot >= 0 && Owed(slot) != 0 && (*Value(slot) & CountMask) == ((headCount + 1) & CountMask))
        {
            Volatile.Write(ref *Value(slot), *Value(slot) - (1ul << CountBits));
        }
    }

    /// <summary>A process has ended: what it had taken is lost with it, and does not keep a wait for the end of all items.</summary>
    public void Forgive(uint participant)
    {
        int slot = Find(participant);
        if (slot >= 0)
        {
            // The owner last: from then on the slot may be another process's.
            Volatile.Write(ref *Value(slot), 0);
            Volatile.Write(ref *Done(slot), 0);
            Volatile.Write(ref *Owner(slot), 0);
        }
    }

    private int Own()
    {
        int slot = own;
        if (slot < 0)
        {
            uint self = OwnerId.Current;
            slot = Find(self);
            slot = slot >= 0 ? slot : Find(0);
            if (slot < 0)
            {
                throw new InvalidOperationException($"More than {QueueLayout.MaxConsumers} processes take from one queue.");
            }

            Volatile.Write(ref *Owner(slot), self);
            Volatile.Write(ref own, slot);
        }

        return slot;
    }

    private int Find(uint participant)
    {
        for (int i = 0; i < QueueLayout.MaxConsumers; i++)
        {
            if (*Owner(i) == participant)
            {
                return i;
            }
        }

        return -1;
    }

    // Indexes come from the loops above and are below the number of slots that the segment was asked for.
    private uint* Owner(int slot) => (uint*)(slots + (slot * QueueLayout.DebtSize));

    private uint* Done(int slot) => (uint*)(slots + (slot * QueueLayout.DebtSize) + sizeof(uint));

    // Compared modulo 2^32: nothing owes so many.
    private uint Owed(int slot) => (uint)(Volatile.Read(ref *Value(slot)) >> CountBits) - Volatile.Read(ref *Done(slot));

    private ulong* Value(int slot) => (ulong*)(slots + (slot * QueueLayout.DebtSize) + sizeof(ulong));
}
