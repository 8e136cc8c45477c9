using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Threading;
using Microsoft.Win32.SafeHandles;
using ProcessIsolate.Rpc;
using ProcessIsolate.SharedMemory;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Sharing;

/// <summary>Takes what one worker says about segments: those it makes, wants, lets go of, puts into channels.</summary>
/// <remarks>Runs on the thread that reads the worker's control lane. What changes is guarded by the gate of <see cref="SegmentRegistry"/>.</remarks>
internal sealed class SegmentReceiver(WorkerProcess worker, SegmentSession session, WorkerRepair repair, CallHolds holds)
{
    // The worker reads all the time. One that does not, and asks for more and more, is not given memory for the answers.
    private const int MaxUnsent = 10_000;

    /// <summary>What the worker may make. Set with the handshake.</summary>
    public SegmentBudget? Budget { get; set; }

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
        if (session.Outbox.Count > MaxUnsent + (2 * SegmentRegistry.Shared.Entries.Count))
        {
            throw new InvalidMessageException("A worker says much about segments and reads nothing.");
        }

        JsonElement parameters = ProtocolNames.Parse(message.Params);
        Guid id = SegmentMessages.ReadId(parameters);
        switch (word)
        {
            case SegmentWord.Segment:
                repair.Watch();
                OnSegment(id, parameters, connection);
                break;
            case SegmentWord.Wanted:
                repair.Watch();
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

        SegmentRegistry.Shared.CleanUp();
        if (repair.IsGone)
        {
            repair.RepairAll();
        }

        return true;
    }

    private void OnSegment(Guid id, JsonElement parameters, Connection connection)
    {
        using SafeFileHandle? descriptor = connection.TakeDescriptor();
        (SharedKind kind, long size) = SegmentMessages.ReadKind(parameters);
        SegmentRegistry table = SegmentRegistry.Shared;
        SegmentBudget? budget = Budget;
        lock (table.Gate)
        {
            if (repair.IsGone && holds.IsClosed)
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
                session.Outbox.Post(SegmentWord.LetGo, id, now: true);
                table.NoteMail(session);
                table.Asks.Refuse(id, $"{refusal} Worker process {worker.ProcessId} made one more.", session);
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
        SegmentRegistry table = SegmentRegistry.Shared;
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
            table.Transit.TellUpstream(entry);
            return true;
        }
    }

    // A section lives as long as a handle: its maker keeps its own until it knows of ours.
    private void AcknowledgeOnWindows(Guid id, SegmentRegistry table)
    {
        if (OperatingSystem.IsWindows())
        {
            session.Outbox.Post(SegmentWord.Known, id);
            table.NoteMail(session);
        }
    }

    // Gate held. What a worker has sent that has ended meanwhile is held for its last call's sake alone.
    private void Hold(SegmentEntry entry)
    {
        if (!repair.IsGone)
        {
            entry.Holders.Add(session);
            entry.IsHolderTold = false;
        }
        else
        {
            holds.Add(entry, CallHolds.LastCall);
        }
    }

    private void Answer(IEnumerable<SegmentSession> askers, SegmentEntry entry)
    {
        foreach (SegmentSession asker in askers)
        {
            if (asker != session)
            {
                asker.Give(entry);
            }
        }
    }

    private void OnWanted(Guid id)
    {
        SegmentRegistry table = SegmentRegistry.Shared;
        lock (table.Gate)
        {
            if (table.Entries.TryGetValue(id, out SegmentEntry? entry))
            {
                session.Give(entry);
            }
            else if (table.Asks.RefusalOf(id) is not null || (table.Upstream is null && table.Asks.IsGone(id)))
            {
                session.Outbox.Post(SegmentWord.Unknown, id);
                table.NoteMail(session);
            }
            else if (!repair.IsGone)
            {
                table.Asks.Begin(id, session, table);
            }
        }
    }

    private void OnDropped(Guid id)
    {
        SegmentRegistry table = SegmentRegistry.Shared;
        lock (table.Gate)
        {
            table.Asks.ForgetRefusal(id, session);
            if (table.Entries.TryGetValue(id, out SegmentEntry? entry) && entry.Holders.Remove(session))
            {
                // It may have the memory mapped still, whatever it says.
                (entry.FormerHolders ??= []).Add(session);
                table.Settle(entry);
            }
        }
    }

    private void OnMoved(SegmentWord word, Guid id, JsonElement parameters)
    {
        bool hasChannel = SegmentMessages.TryReadId(parameters, "channel", out Guid channel);
        long call = ProtocolNames.LongNumber(parameters, "call", -1);
        SegmentRegistry table = SegmentRegistry.Shared;
        lock (table.Gate)
        {
            if (!hasChannel)
            {
                // The answer may have been read already.
                if (word == SegmentWord.Stored && !holds.HasEnded(call) && table.Entries.TryGetValue(id, out SegmentEntry? entry))
                {
                    holds.Add(entry, call);
                }
            }
            else if (word == SegmentWord.Stored)
            {
                table.Transit.Store(id, channel);
            }
            else
            {
                table.Transit.Take(id, channel);
            }
        }

        if (!hasChannel)
        {
            holds.ReleaseIfEnded(call);
        }
    }
}
