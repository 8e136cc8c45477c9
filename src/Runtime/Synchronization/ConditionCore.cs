using System;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Sharing;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Synchronization;

/// <summary>The waiters of a <see cref="ProcessCondition"/>.</summary>
/// <remarks>
/// <code>
///  64  lock      128  next ticket      192  slots of 16 bytes:  0  state    4  process    8  ticket
/// </code>
/// <para>A waiter takes a free slot under the lock, writes its process and its ticket, and with the state as the last store it waits. A pulse makes the
/// oldest waiting slot a pulsed one; its owner, which sleeps on that very word, frees it, under the lock. So a pulse is given to one
/// waiter alone, and one that comes while a waiter gives up counts.</para>
/// <para>Slots of the dead are freed by the host, without the lock: no other process changes them any more, but for a pulse, which is one
/// compare-and-swap. A pulse that a dead one had received and not acted on goes to the next.</para>
/// </remarks>
internal sealed unsafe class ConditionCore(SharedSegment segment)
{
    public const long LockAt = SharedHeader.Size;
    public const long Size = SlotsAt + (MaxWaiters * SlotBytes);
    public const int MaxWaiters = 240;

    private const long TicketAt = 2 * SharedHeader.Size;
    private const long SlotsAt = 3 * SharedHeader.Size;
    private const int SlotBytes = 16;

    private const uint Free = 0;
    private const uint Waiting = 1;
    private const uint Pulsed = 2;

    private readonly ulong* tickets = (ulong*)segment.At(TicketAt, sizeof(ulong));
    private readonly byte* slots = segment.At(SlotsAt, MaxWaiters * SlotBytes);

    public static void Repair(SharedSegment segment, uint participant)
    {
        ConditionCore core = new(segment);
        int lost = 0;
        for (int slot = 0; slot < MaxWaiters; slot++)
        {
            if (core.IsUsedBy(slot, participant))
            {
                lost += core.Release(slot) ? 1 : 0;
            }
        }

        while (lost > 0 && core.Pulse())
        {
            lost--;
        }
    }

    /// <summary>Takes a slot to wait in; under the lock.</summary>
    /// <exception cref="InvalidOperationException">All are taken.</exception>
    public int Claim()
    {
        for (int slot = 0; slot < MaxWaiters; slot++)
        {
            if (Volatile.Read(ref *StateOf(slot)) == Free)
            {
                *OwnerOf(slot) = OwnerId.Current;
                *TicketOf(slot) = ++*tickets;
                FailPoint.Hit("condition.claiming");
                Volatile.Write(ref *StateOf(slot), Waiting);
                FailPoint.Hit("condition.claimed");
                return slot;
            }
        }

        throw new InvalidOperationException($"More than {MaxWaiters} wait for one condition.");
    }

    public bool IsPulsed(int slot) => Volatile.Read(ref *StateOf(slot)) == Pulsed;

    /// <summary>Frees a slot.</summary>
    /// <returns>Whether it was pulsed.</returns>
    public bool Release(int slot) => Interlocked.Exchange(ref *StateOf(slot), Free) == Pulsed;

    /// <summary>A waiter goes without having the lock: a pulse that it got goes to another one.</summary>
    public void Abandon(int slot)
    {
        if (Release(slot))
        {
            Pulse();
        }
    }

    /// <summary>Pulses the one that has waited longest.</summary>
    /// <returns>False when none waits.</returns>
    public bool Pulse()
    {
        while (true)
        {
            int oldest = -1;
            for (int slot = 0; slot < MaxWaiters; slot++)
            {
                if (Volatile.Read(ref *StateOf(slot)) == Waiting && (oldest < 0 || *TicketOf(slot) < *TicketOf(oldest)))
                {
                    oldest = slot;
                }
            }

            if (oldest < 0)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref *StateOf(oldest), Pulsed, Waiting) == Waiting)
            {
                FailPoint.Hit("condition.pulsed");
                SharedWait.Wake(segment, StateOf(oldest), int.MaxValue);
                return true;
            }
        }
    }

    /// <summary>Wakes all waiters, so that those of this process see that the object is closed.</summary>
    public void WakeAll()
    {
        for (int slot = 0; slot < MaxWaiters; slot++)
        {
            if (Volatile.Read(ref *StateOf(slot)) != Free)
            {
                SharedWait.Wake(segment, StateOf(slot), int.MaxValue);
            }
        }
    }

    public void Sleep(int slot, in WaitBudget budget) => budget.Sleep(segment, StateOf(slot), Waiting);

    public Task SleepAsync(int slot, in WaitBudget budget) => WordWaiters.Shared.WaitAsync(segment, StateOf(slot), Waiting, budget);

    private bool IsUsedBy(int slot, uint participant) =>
        Volatile.Read(ref *StateOf(slot)) != Free && Volatile.Read(ref *OwnerOf(slot)) == participant;

    private uint* StateOf(int slot) => (uint*)(slots + (slot * SlotBytes));

    private uint* OwnerOf(int slot) => (uint*)(slots + (slot * SlotBytes) + sizeof(uint));

    private ulong* TicketOf(int slot) => (ulong*)(slots + (slot * SlotBytes) + sizeof(ulong));
}
