using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Threading;
using Microsoft.Win32.SafeHandles;
using ProcessIsolate.Platform;
using ProcessIsolate.Rpc;
using ProcessIsolate.SharedMemory;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Sharing;

/// <summary>The host's view of one worker's shared segments: sends them, takes those that the worker makes, holds what its calls
/// name, and repairs what the worker leaves behind when it ends.</summary>
/// <remarks>What changes is guarded by the gate of <see cref="SegmentTable"/>.</remarks>
internal sealed class WorkerSegments(WorkerProcess worker)
{
    private const int WatchStackBytes = 256 * 1024;

    // The worker reads all the time. One that does not, and asks for more and more, is not given memory for the answers.
    private const int MaxUnsent = 10_000;

    // Stands for what a worker said that has ended: its last answer may be read yet.
    private const long LastCall = long.MaxValue;

    [ThreadStatic]
    private static WorkerProcess? read;

    private readonly List<(long Call, SegmentEntry Entry)> named = [];
    private int namedCount;
    private long endedCall = -1;
    private int watched;
    private int flushing;

    // Set before the first look at what the worker has left: what is noted for it later is seen to by the thread that notes it.
    private bool isGone;
    private bool crashed;

    /// <summary>The worker whose answer the current thread reads; null elsewhere.</summary>
    public static WorkerProcess? Read => read;

    /// <summary>What the worker is to be told.</summary>
    public SegmentOutbox Outbox { get; } = new();

    /// <summary>How many segments the worker waits for, and how many of its own were refused; counted by <see cref="SegmentAsks"/>.</summary>
    public int Waits { get; set; }

    /// <inheritdoc cref="Waits"/>
    public int Refusals { get; set; }

    /// <summary>What the worker may make. Set with the handshake.</summary>
    public SegmentBudget? Budget { get; set; }

    /// <summary>The number by which the worker marks what it owns.</summary>
    public uint Participant { get; } = Sharing.Participant.ForWorker(worker.WorkerId);

    /// <summary>Sees to it that the worker has, or will have, the memory of what a request names, and holds it until the call is over.</summary>
    /// <remarks>Over shared memory this never blocks: the request may come first, and the worker waits for the memory. Over the stream the
    /// request follows the memory in the same lane.</remarks>
    /// <param name="shipment">What the request names.</param>
    /// <param name="call">The last id of the request.</param>
    /// <exception cref="ObjectDisposedException">An object was disposed meanwhile; nothing was sent.</exception>
    public void Deliver(Shipment shipment, long call)
    {
        Watch();
        foreach (SharedObject item in shipment.Objects)
        {
            item.OnSent(Participant);
            bool hadIt = Name(item, call);
            if (Volatile.Read(ref isGone))
            {
                Repair(item.Entry, hadIt);
            }
        }

        shipment.Clear();
        SegmentTable.Shared.CleanUp();
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

    /// <summary>The calls up to an id are over.</summary>
    public void EndCalls(long call)
    {
        if (call > Volatile.Read(ref endedCall))
        {
            Volatile.Write(ref endedCall, call);
        }

        // A word about this call that comes in this very moment: see Name.
        if (Volatile.Read(ref namedCount) != 0)
        {
            ReleaseNamed();
        }
    }

    /// <summary>No answer of the worker will be read any more.</summary>
    public void Close()
    {
        EndCalls(LastCall);
        if (worker.HasExited)
        {
            Outbox.Close();
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
                WatchStackBytes);
        }
        catch (ThreadRefusedException)
        {
            // Goes out with what is said next.
            Volatile.Write(ref flushing, 0);
        }
    }

    /// <summary>Sees to a notification about segments.</summary>
    /// <returns>False when it is about something else.</returns>
    /// <exception cref="InvalidMessageException">It is malformed.</exception>
    public bool OnNotification(in JsonRpcMessage message, Connection connection)
    {
        SegmentWord word = SegmentMessages.Parse(message.Method.Span);
        if (word == SegmentWord.None)
        {
            return false;
        }

        // Two for each segment are this process's own: its memory, and that nothing else holds it.
        if (Outbox.Count > MaxUnsent + (2 * SegmentTable.Shared.Entries.Count))
        {
            throw new InvalidMessageException("A worker says much about segments and reads nothing.");
        }

        JsonElement parameters = ProtocolNames.Parse(message.Params);
        Guid id = SegmentMessages.ReadId(parameters);
        switch (word)
        {
            case SegmentWord.Segment:
                Watch();
                Accept(id, parameters, connection);
                break;
            case SegmentWord.Wanted:
                Watch();
                OnWanted(id);
                break;
            case SegmentWord.Dropped:
                OnDropped(id);
                break;
            case SegmentWord.Stored or SegmentWord.Taken:
                OnMoved(word, id, parameters);
                break;
            default:
                throw new InvalidMessageException("A worker says about a segment what only a host can say.");
        }

        SegmentTable.Shared.CleanUp();
        if (Volatile.Read(ref isGone))
        {
            RepairAll();
        }

        return true;
    }

    // The call holds the object until it is over. Returns whether the worker has it, or is being sent it, already.
    private bool Name(SharedObject item, long call)
    {
        SegmentEntry entry = item.Entry;
        SegmentTable table = SegmentTable.Shared;
        lock (table.Gate)
        {
            ObjectDisposedException.ThrowIf(!table.Entries.ContainsKey(entry.Id), item);
            HoldForCall(entry, call);
            entry.IsHolderTold = false;
            if (isGone || !entry.Holders.Add(this))
            {
                return !isGone;
            }

            Outbox.PostMemory(entry);
            table.NoteMail(this);
            return false;
        }
    }

    private void HoldForCall(SegmentEntry entry, long call)
    {
        entry.Pins++;
        named.Add((call, entry));
        Volatile.Write(ref namedCount, named.Count);
    }

    private void ReleaseNamed()
    {
        SegmentTable table = SegmentTable.Shared;
        lock (table.Gate)
        {
            long ended = Volatile.Read(ref endedCall);
            for (int i = named.Count - 1; i >= 0; i--)
            {
                if (named[i].Call <= ended)
                {
                    SegmentEntry entry = named[i].Entry;
                    named.RemoveAt(i);
                    entry.Pins--;
                    table.Settle(entry);
                }
            }

            Volatile.Write(ref namedCount, named.Count);
        }

        table.CleanUp();
    }

    private void Accept(Guid id, JsonElement parameters, Connection connection)
    {
        using SafeFileHandle? descriptor = connection.TakeDescriptor();
        (SharedKind kind, long size) = SegmentMessages.ReadKind(parameters);
        SegmentTable table = SegmentTable.Shared;
        SegmentBudget? budget = Budget;
        lock (table.Gate)
        {
            if (isGone && Volatile.Read(ref endedCall) == LastCall)
            {
                return;
            }

            if (table.Entries.TryGetValue(id, out SegmentEntry? known))
            {
                Hold(known);
                return;
            }

            if (budget?.TryCharge(size) is { } refusal)
            {
                // Not an error of the worker's: the code that meets the object gets it. It may have let go of others and not know yet.
                Outbox.Post(SegmentWord.LetGo, id, now: true);
                table.NoteMail(this);
                table.Asks.Refuse(id, $"{refusal} Worker process {worker.ProcessId} made one more.", this);
                Monitor.PulseAll(table.Gate);
                return;
            }
        }

        SharedSegment? segment = null;
        try
        {
            segment = SegmentMessages.Open(parameters, size, descriptor);
        }
        finally
        {
            if (!Register(id, kind, segment, size, budget))
            {
                segment?.Dispose();
            }
        }
    }

    // No lock in the finally itself: trimming that finds a constant condition there takes away the lock's end.
    private bool Register(Guid id, SharedKind kind, SharedSegment? segment, long size, SegmentBudget? budget)
    {
        SegmentTable table = SegmentTable.Shared;
        lock (table.Gate)
        {
            if (segment is not null)
            {
                AcknowledgeOnWindows(id, table);
            }

            if (segment is null || table.Entries.ContainsKey(id))
            {
                budget?.Discharge(size);
                return false;
            }

            SegmentEntry entry = new(id, kind, segment) { Budget = budget };
            table.Add(entry);
            Hold(entry);
            Answer(table.Asks.OnArrived(id), entry);
            table.TellUpstream(entry);
            return true;
        }
    }

    // A section lives as long as a handle: its maker keeps its own until it knows of ours.
    private void AcknowledgeOnWindows(Guid id, SegmentTable table)
    {
        if (OperatingSystem.IsWindows())
        {
            Outbox.Post(SegmentWord.Known, id);
            table.NoteMail(this);
        }
    }

    // Gate held. What a worker has sent that has ended meanwhile is held for its last call's sake alone.
    private void Hold(SegmentEntry entry)
    {
        if (!isGone)
        {
            entry.Holders.Add(this);
            entry.IsHolderTold = false;
        }
        else
        {
            HoldForCall(entry, LastCall);
        }
    }

    private void Answer(IEnumerable<WorkerSegments> askers, SegmentEntry entry)
    {
        foreach (WorkerSegments asker in askers)
        {
            if (asker != this)
            {
                asker.Give(entry);
            }
        }
    }

    /// <summary>Gate held: sends the segment to the worker, unless it has it or it is on its way.</summary>
    public void Give(SegmentEntry entry)
    {
        if (!isGone && entry.Holders.Add(this))
        {
            entry.IsHolderTold = false;
            Outbox.PostMemory(entry);
            SegmentTable.Shared.NoteMail(this);
        }
    }

    private void OnWanted(Guid id)
    {
        SegmentTable table = SegmentTable.Shared;
        lock (table.Gate)
        {
            if (table.Entries.TryGetValue(id, out SegmentEntry? entry))
            {
                Give(entry);
            }
            else if (table.Asks.RefusalOf(id) is not null || (table.Upstream is null && table.Asks.IsGone(id)))
            {
                Outbox.Post(SegmentWord.Unknown, id);
                table.NoteMail(this);
            }
            else if (!isGone)
            {
                table.Asks.Begin(id, this, table);
            }
        }
    }

    private void OnDropped(Guid id)
    {
        SegmentTable table = SegmentTable.Shared;
        lock (table.Gate)
        {
            table.Asks.ForgetRefusal(id, this);
            if (table.Entries.TryGetValue(id, out SegmentEntry? entry) && entry.Holders.Remove(this))
            {
                // It may have the memory mapped still, whatever it says.
                (entry.FormerHolders ??= []).Add(this);
                table.Settle(entry);
            }
        }
    }

    private void OnMoved(SegmentWord word, Guid id, JsonElement parameters)
    {
        bool hasChannel = SegmentMessages.TryReadId(parameters, "channel", out Guid channel);
        long call = ProtocolNames.LongNumber(parameters, "call", -1);
        SegmentTable table = SegmentTable.Shared;
        lock (table.Gate)
        {
            if (!hasChannel)
            {
                // The answer may have been read already.
                if (word == SegmentWord.Stored && call > Volatile.Read(ref endedCall) && table.Entries.TryGetValue(id, out SegmentEntry? entry))
                {
                    HoldForCall(entry, call);
                }
            }
            else if (word == SegmentWord.Stored)
            {
                table.Store(id, channel);
            }
            else
            {
                table.Take(id, channel);
            }
        }

        if (!hasChannel)
        {
            // The fence is one for all threads, so that each call's end needs none: either it sees the count, or this sees it.
            Interlocked.MemoryBarrierProcessWide();
            if (call <= Volatile.Read(ref endedCall))
            {
                ReleaseNamed();
            }
        }
    }

    // A thread of its own, for workers that share something: the host's other threads may all be waiting for what this
    // very worker held when it died.
    private void Watch()
    {
        if (Interlocked.Exchange(ref watched, 1) != 0)
        {
            return;
        }

        try
        {
            LibraryThread.Start(
                ThreadRole.WorkerRepair, $"ProcessIsolate worker {worker.WorkerId} repair", RepairWhenGone, _ => RepairAll(), WatchStackBytes);
        }
        catch (ThreadRefusedException)
        {
            Volatile.Write(ref watched, 0);
            throw;
        }
    }

    private void RepairWhenGone()
    {
        worker.Child.Ended.Wait();
        // What it said before its end stands in the lane until the thread that reads there has seen it.
        worker.WaitForControlEnd();
        crashed = worker.Child.Exit(worker.Lane?.AnnouncedExitCode).Code != 0;
        SegmentTable table = SegmentTable.Shared;
        lock (table.Gate)
        {
            Volatile.Write(ref isGone, true);
            table.Asks.Forget(this);
        }

        Outbox.Close();
        RepairAll();
    }

    // What a dead worker had sent may be read late, over the stream.
    private void RepairAll()
    {
        List<(SegmentEntry Entry, bool HadIt)> left = [];
        SegmentTable table = SegmentTable.Shared;
        lock (table.Gate)
        {
            foreach (SegmentEntry entry in table.Entries.Values)
            {
                bool had = entry.FormerHolders?.Remove(this) ?? false;
                if (entry.Holders.Contains(this) || had)
                {
                    left.Add((entry, entry.Holders.Contains(this)));
                }
            }
        }

        foreach ((SegmentEntry entry, bool hadIt) in left)
        {
            Repair(entry, hadIt);
        }

        foreach ((SegmentEntry entry, _) in left)
        {
            FreeStuck(entry);
        }
    }

    private void FreeStuck(SegmentEntry entry)
    {
        if (crashed && entry.Segment.TryEnter())
        {
            try
            {
                SharedRepair.FreeStuck(entry, Participant);
            }
            catch (Exception)
            {
                // The segment is no object of its kind.
            }
            finally
            {
                entry.Segment.Exit();
            }
        }
    }

    private void Repair(SegmentEntry entry, bool hadIt)
    {
        bool isHeld = entry.Segment.TryEnter();
        SegmentTable table = SegmentTable.Shared;
        lock (table.Gate)
        {
            entry.Holders.Remove(this);
            table.Settle(entry);
        }

        table.CleanUp();
        if (!isHeld)
        {
            return;
        }

        try
        {
            // The death of one that never met the others is none of their business.
            if (hadIt || entry.Kind != SharedKind.Barrier)
            {
                SharedRepair.Repair(entry, Participant, crashed);
            }
        }
        catch (Exception)
        {
            // A hostile worker has left words that make no sense: the next to use the object finds them. The others are still to be repaired.
        }
        finally
        {
            entry.Segment.Exit();
        }
    }
}
