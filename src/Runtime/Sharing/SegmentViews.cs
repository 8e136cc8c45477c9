using System;
using System.Diagnostics;
using System.IO;
using System.Threading;

namespace ProcessIsolate.Sharing;

/// <summary>The objects that segments make in this process: each segment's view the same one as long as it lives.</summary>
/// <remarks>A segment may be named before it has come: opening it waits. What changes is guarded by the gate of
/// <see cref="SegmentRegistry"/>.</remarks>
internal sealed class SegmentViews(SegmentRegistry table)
{
    private static readonly TimeSpan ArrivalLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>The object that a segment makes, the same one as long as it lives.</summary>
    /// <param name="id">The segment.</param>
    /// <param name="kind">What it must be.</param>
    /// <param name="view">Which of its objects.</param>
    /// <param name="open">Makes the object.</param>
    /// <exception cref="IOException">The segment is not known any more, or is something else.</exception>
    public T Open<T>(Guid id, SharedKind kind, int view, Func<SegmentEntry, int, T> open)
        where T : SharedObject
    {
        SegmentEntry entry = Pin(id);
        try
        {
            if (entry.Kind != kind || (uint)view >= (uint)entry.Views.Length)
            {
                throw new IOException($"A {kind} was expected and a {entry.Kind} was sent.");
            }

            IncomingSharedObjects.Current?.Add(entry);
            lock (table.Gate)
            {
                if (entry.Views[view] is { } reference && reference.TryGetTarget(out SharedObject? living) && !living.IsDisposed)
                {
                    return living as T ?? throw new IOException($"'{typeof(T)}' was expected and '{living.GetType()}' was sent.");
                }
            }

            // Outside the gate: the header is checked here, and two threads that open the same view are told apart below.
            return Adopt(entry, view, open(entry, view));
        }
        finally
        {
            Unpin(entry);
        }
    }

    /// <summary>Notes an object that was made of a segment.</summary>
    /// <returns>It, or the one that another thread made at the same time.</returns>
    public T Adopt<T>(SegmentEntry entry, int view, T made)
        where T : SharedObject
    {
        lock (table.Gate)
        {
            if (entry.Views[view] is { } reference && reference.TryGetTarget(out SharedObject? living) && !living.IsDisposed
                && living is T other)
            {
                made.Abandon();
                return other;
            }

            table.Know(entry);
            entry.Views[view] = new WeakReference<SharedObject>(made);
            entry.OpenViews++;
            entry.IsHolderTold = false;
        }

        made.OnAdopted();
        return made;
    }

    /// <summary>An object of the segment is not used here any more.</summary>
    public void Close(SegmentEntry entry)
    {
        lock (table.Gate)
        {
            entry.OpenViews--;
            table.Settle(entry);
        }

        table.CleanUp();
    }

    private static IOException Gone() =>
        new("A shared object was sent whose memory is gone: every process that had it has ended or disposed it.");

    // Finds the segment, waiting for it while it is on its way, and holds it.
    private SegmentEntry Pin(Guid id)
    {
        SegmentAsk ask;
        lock (table.Gate)
        {
            if (TryPin(id, out SegmentEntry? known))
            {
                return known!;
            }

            // Over the stream all comes in order: what is not here does not come.
            if (table.Upstream is null && (table.Asks.IsGone(id) || SegmentSession.Read is { HasRings: false }))
            {
                throw Gone();
            }

            ask = table.Asks.Begin(id, table);
        }

        table.CleanUp();
        long begun = Stopwatch.GetTimestamp();
        lock (table.Gate)
        {
            try
            {
                while (true)
                {
                    if (TryPin(id, out SegmentEntry? arrived))
                    {
                        return arrived!;
                    }

                    TimeSpan left = ArrivalLimit - Stopwatch.GetElapsedTime(begun);
                    // An answer's time limit ends its worker, and with it the wait for what the answer names.
                    if (ask.IsUnknown || left <= TimeSpan.Zero || SegmentSession.Read is { HasExited: true })
                    {
                        throw Gone();
                    }

                    Monitor.Wait(table.Gate, SegmentSession.Read is not null && left > LookInterval ? LookInterval : left);
                }
            }
            finally
            {
                table.Asks.End(ask);
            }
        }
    }

    private bool TryPin(Guid id, out SegmentEntry? entry)
    {
        if (!table.Entries.TryGetValue(id, out entry))
        {
            return table.Asks.RefusalOf(id) is { } reason ? throw new IOException(reason) : false;
        }

        entry.Pins++;
        return true;
    }

    private void Unpin(SegmentEntry entry)
    {
        lock (table.Gate)
        {
            entry.Pins--;
            table.Settle(entry);
        }

        table.CleanUp();
    }
}
