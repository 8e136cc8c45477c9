using System;
using System.Collections.Generic;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Sharing;

/// <summary>A segment that is not known here and that something waits for.</summary>
internal sealed class SegmentAsk(Guid id)
{
    public Guid Id { get; } = id;

    /// <summary>Threads of this process that wait.</summary>
    public int Threads { get; set; }

    /// <summary>Workers that have asked for it.</summary>
    public HashSet<SegmentSession> Workers { get; } = [];

    /// <summary>Whether the own host was asked.</summary>
    public bool IsAsked { get; set; }

    /// <summary>Whether it has said that it does not know the segment either.</summary>
    public bool IsUnknown { get; set; }
}

/// <summary>The ids that are met and have no memory here: those that are on their way, that are gone, and that were refused.</summary>
/// <remarks>Guarded by the gate of <see cref="SegmentRegistry"/>.</remarks>
internal sealed class SegmentAsks
{
    // An id that is gone is met by mistake only; to remember some of them spares that mistake a wait.
    private const int MaxGone = 4096;
    private const int MaxWaitsOfOneWorker = 1000;
    private const int MaxRefusalsOfOneWorker = 1000;

    private readonly Dictionary<Guid, SegmentAsk> asks = [];
    private readonly HashSet<Guid> gone = [];
    private Queue<Guid>? goneInOrder;
    private readonly Dictionary<Guid, Refusal> refusals = [];

    public bool IsGone(Guid id) => gone.Contains(id);

    public string? RefusalOf(Guid id) => refusals.TryGetValue(id, out Refusal? refusal) ? refusal.Reason : null;

    /// <summary>A thread waits for a segment.</summary>
    public SegmentAsk Begin(Guid id, SegmentRegistry table)
    {
        SegmentAsk ask = Find(id, table);
        ask.Threads++;
        return ask;
    }

    /// <summary>A thread waits no longer.</summary>
    public void End(SegmentAsk ask)
    {
        ask.Threads--;
        RemoveIfOver(ask);
    }

    /// <summary>A worker asks for a segment that is not known here. It is answered once that has come or is known to be gone.</summary>
    /// <exception cref="InvalidMessageException">It asks for too many.</exception>
    public void Begin(Guid id, SegmentSession worker, SegmentRegistry table)
    {
        if (Find(id, table).Workers.Add(worker) && ++worker.Waits > MaxWaitsOfOneWorker)
        {
            throw new InvalidMessageException("A worker asks for more segments than there are.");
        }
    }

    /// <summary>A segment has come.</summary>
    /// <returns>The workers that had asked for it.</returns>
    public SegmentSession[] OnArrived(Guid id)
    {
        gone.Remove(id);
        return asks.TryGetValue(id, out SegmentAsk? ask) ? TakeWorkers(ask) : [];
    }

    /// <summary>The own host does not know a segment.</summary>
    /// <returns>The workers that had asked for it.</returns>
    public SegmentSession[] OnUnknown(Guid id)
    {
        if (!asks.TryGetValue(id, out SegmentAsk? ask))
        {
            return [];
        }

        ask.IsUnknown = true;
        return TakeWorkers(ask);
    }

    public void OnGone(Guid id)
    {
        if (gone.Add(id))
        {
            goneInOrder ??= new Queue<Guid>();
            goneInOrder.Enqueue(id);
            if (goneInOrder.Count > MaxGone)
            {
                gone.Remove(goneInOrder.Dequeue());
            }
        }
    }

    /// <summary>A segment was not taken in.</summary>
    /// <exception cref="InvalidMessageException">That happens with this worker all the time.</exception>
    public void Refuse(Guid id, string reason, SegmentSession from)
    {
        if (!refusals.ContainsKey(id) && ++from.Refusals > MaxRefusalsOfOneWorker)
        {
            throw new InvalidMessageException(reason);
        }

        refusals[id] = new Refusal(reason, from);
    }

    /// <summary>A worker has let go of a segment that was not taken in.</summary>
    public void ForgetRefusal(Guid id, SegmentSession from)
    {
        if (refusals.TryGetValue(id, out Refusal? refusal) && refusal.From == from)
        {
            refusals.Remove(id);
            from.Refusals--;
        }
    }

    /// <summary>A worker is gone.</summary>
    public void Forget(SegmentSession worker)
    {
        foreach (SegmentAsk ask in new List<SegmentAsk>(asks.Values))
        {
            ask.Workers.Remove(worker);
            RemoveIfOver(ask);
        }

        foreach (Guid id in new List<Guid>(refusals.Keys))
        {
            ForgetRefusal(id, worker);
        }
    }

    private SegmentSession[] TakeWorkers(SegmentAsk ask)
    {
        SegmentSession[] workers = [.. ask.Workers];
        foreach (SegmentSession worker in workers)
        {
            worker.Waits--;
        }

        ask.Workers.Clear();
        RemoveIfOver(ask);
        return workers;
    }

    private SegmentAsk Find(Guid id, SegmentRegistry table)
    {
        if (!asks.TryGetValue(id, out SegmentAsk? ask))
        {
            asks[id] = ask = new SegmentAsk(id);
        }

        if (table.Upstream is { } upstream && !ask.IsAsked)
        {
            ask.IsAsked = true;
            upstream.Outbox.Post(SegmentWord.Wanted, id);
            table.NoteMailUp();
        }

        return ask;
    }

    private void RemoveIfOver(SegmentAsk ask)
    {
        if (ask.Threads == 0 && ask.Workers.Count == 0)
        {
            asks.Remove(ask.Id);
        }
    }

    // A class: tables of structs of the library's own are compiled anew in each process.
    private sealed record Refusal(string Reason, SegmentSession From);
}
