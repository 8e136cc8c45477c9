using System;
using System.Threading;
using ProcessIsolate.Platform;
using ProcessIsolate.Rpc;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Sharing;

/// <summary>The host's view of one worker's shared segments: sends them, and holds what its calls name.</summary>
/// <remarks>What changes is guarded by the gate of <see cref="SegmentRegistry"/>.</remarks>
internal sealed class SegmentSession
{
    private const int SendStackBytes = 256 * 1024;

    [ThreadStatic]
    private static WorkerProcess? read;

    private readonly WorkerProcess worker;
    private readonly CallHolds holds = new();
    private readonly WorkerRepair repair;
    private readonly SegmentReceiver receiver;
    private int flushing;

    public SegmentSession(WorkerProcess worker)
    {
        this.worker = worker;
        OwnerId = Sharing.OwnerId.ForWorker(worker.WorkerId);
        repair = new WorkerRepair(worker, this);
        receiver = new SegmentReceiver(worker, this, repair, holds);
    }

    /// <summary>The worker whose answer the current thread reads; null elsewhere.</summary>
    public static WorkerProcess? Read => read;

    /// <summary>What the worker is to be told.</summary>
    public SegmentOutbox Outbox { get; } = new();

    /// <summary>How many segments the worker waits for, and how many of its own were refused; counted by <see cref="SegmentAsks"/>.</summary>
    public int Waits { get; set; }

    /// <inheritdoc cref="Waits"/>
    public int Refusals { get; set; }

    /// <inheritdoc cref="SegmentReceiver.Budget"/>
    public SegmentBudget? Budget
    {
        get => receiver.Budget;
        set => receiver.Budget = value;
    }

    /// <summary>The number by which the worker marks what it owns.</summary>
    public uint OwnerId { get; }

    /// <summary>Sees to it that the worker has, or will have, the memory of what a request names, and holds it until the call is over.</summary>
    /// <remarks>Over shared memory this never blocks: the request may come first, and the worker waits for the memory. Over the stream the
    /// request follows the memory in the same lane.</remarks>
    /// <param name="shipment">What the request names.</param>
    /// <param name="call">The last id of the request.</param>
    /// <exception cref="ObjectDisposedException">An object was disposed meanwhile; nothing was sent.</exception>
    public void Deliver(OutgoingSharedObjects shipment, long call)
    {
        repair.Watch();
        foreach (SharedObject item in shipment.Objects)
        {
            item.OnSent(OwnerId);
            bool hadIt = Name(item, call);
            if (repair.IsGone)
            {
                repair.Repair(item.Entry, hadIt);
            }
        }

        shipment.Clear();
        SegmentRegistry.Shared.CleanUp();
        if (!worker.HasRings)
        {
            worker.Lane!.SendAll(Outbox);
        }
    }

    /// <summary>Has the current thread read an answer of this worker; to be ended by <see cref="EndReading"/>.</summary>
    public void BeginReading() => read = worker;

    /// <summary>An answer was read: its call, and those before it, hold nothing any more.</summary>
    public void EndReading(long call)
    {
        read = null;
        EndCalls(call);
    }

    /// <inheritdoc cref="CallHolds.End"/>
    public void EndCalls(long call) => holds.End(call);

    /// <summary>No answer of the worker will be read any more.</summary>
    public void Close()
    {
        holds.End(CallHolds.LastCall);
        if (worker.HasExited)
        {
            Outbox.Close();
        }
    }

    /// <inheritdoc cref="SegmentReceiver.OnNotification"/>
    public bool OnNotification(in JsonRpcMessage message, Connection connection) => receiver.OnNotification(message, connection);

    /// <summary>Gate held: sends the segment to the worker, unless it has it or it is on its way.</summary>
    public void Give(SegmentEntry entry)
    {
        if (!repair.IsGone && entry.Holders.Add(this))
        {
            entry.IsHolderTold = false;
            Outbox.PostMemory(entry);
            SegmentRegistry.Shared.NoteMail(this);
        }
    }

    /// <summary>Sends what the outbox has, without blocking.</summary>
    public void Flush()
    {
        if (worker.Lane is not { } lane)
        {
            return;
        }

        if (lane.TrySend(Outbox) || Interlocked.Exchange(ref flushing, 1) != 0)
        {
            return;
        }

        // The worker has stopped reading, or a request is on its way in the same lane.
        try
        {
            LibraryThread.Start(
                ThreadRole.WorkerSend, $"ProcessIsolate worker {worker.WorkerId} send",
                () =>
                {
                    Volatile.Write(ref flushing, 0);
                    lane.SendAll(Outbox);
                },
                _ => worker.Kill(),
                SendStackBytes);
        }
        catch (ThreadRefusedException)
        {
            // Goes out with what is said next.
            Volatile.Write(ref flushing, 0);
        }
    }

    // The call holds the object until it is over. Returns whether the worker has it, or is being sent it, already.
    private bool Name(SharedObject item, long call)
    {
        SegmentEntry entry = item.Entry;
        SegmentRegistry table = SegmentRegistry.Shared;
        lock (table.Gate)
        {
            ObjectDisposedException.ThrowIf(!table.Entries.ContainsKey(entry.Id), item);
            holds.Add(entry, call);
            entry.IsHolderTold = false;
            if (repair.IsGone || !entry.Holders.Add(this))
            {
                return !repair.IsGone;
            }

            Outbox.PostMemory(entry);
            table.NoteMail(this);
            return false;
        }
    }
}
