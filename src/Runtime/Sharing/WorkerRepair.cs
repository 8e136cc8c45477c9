using System;
using System.Collections.Generic;
using System.Threading;
using ProcessIsolate.Platform;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Sharing;

/// <summary>Sees to what a worker leaves behind in shared segments when it ends: locks, permits, items, its own hold on them.</summary>
/// <remarks>A thread of its own for each worker that shares something: the host's other threads may all be waiting for what this very
/// worker held when it died.</remarks>
internal sealed class WorkerRepair(WorkerProcess worker, SegmentSession session)
{
    private const int StackBytes = 256 * 1024;

    private int watched;

    // Set before the first look at what the worker has left: what is noted for it later is seen to by the thread that notes it.
    private bool isGone;
    private bool crashed;

    /// <summary>Whether the worker has ended and all it had sent before was taken up. Changes under the gate.</summary>
    public bool IsGone => Volatile.Read(ref isGone);

    /// <summary>Waits for the worker's end, once.</summary>
    /// <exception cref="ThreadRefusedException">The system gives no thread; the next time tries again.</exception>
    public void Watch()
    {
        if (Interlocked.Exchange(ref watched, 1) != 0)
        {
            return;
        }

        try
        {
            LibraryThread.Start(
                ThreadRole.WorkerRepair, $"ProcessIsolate worker {worker.WorkerId} repair", RepairWhenGone, _ => RepairAll(), StackBytes);
        }
        catch (ThreadRefusedException)
        {
            Volatile.Write(ref watched, 0);
            throw;
        }
    }

    /// <summary>Repairs all that the worker had. What a dead worker had sent may be read late, over the stream.</summary>
    public void RepairAll()
    {
        List<(SegmentEntry Entry, bool HadIt)> left = [];
        SegmentRegistry table = SegmentRegistry.Shared;
        lock (table.Gate)
        {
            foreach (SegmentEntry entry in table.Entries.Values)
            {
                bool had = entry.FormerHolders?.Remove(session) ?? false;
                if (entry.Holders.Contains(session) || had)
                {
                    left.Add((entry, entry.Holders.Contains(session)));
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

    /// <summary>Repairs one segment, and ends the worker's hold on it.</summary>
    /// <param name="entry">The segment.</param>
    /// <param name="hadIt">Whether the worker had it, or it was on its way there.</param>
    public void Repair(SegmentEntry entry, bool hadIt)
    {
        bool isHeld = entry.Segment.TryAcquire();
        SegmentRegistry table = SegmentRegistry.Shared;
        lock (table.Gate)
        {
            entry.Holders.Remove(session);
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
                SharedRepair.Repair(entry, session.OwnerId, crashed);
            }
        }
        catch (Exception)
        {
            // A hostile worker has left words that make no sense: the next to use the object finds them. The others are still to be repaired.
        }
        finally
        {
            entry.Segment.Release();
        }
    }

    private void RepairWhenGone()
    {
        worker.Child.Ended.Wait();
        // What it said before its end stands in the lane until the thread that reads there has seen it.
        worker.WaitForControlEnd();
        crashed = worker.Child.Exit(worker.Lane?.AnnouncedExitCode).Code != 0;
        SegmentRegistry table = SegmentRegistry.Shared;
        lock (table.Gate)
        {
            Volatile.Write(ref isGone, true);
            table.Asks.Forget(session);
        }

        session.Outbox.Close();
        RepairAll();
    }

    private void FreeStuck(SegmentEntry entry)
    {
        if (crashed && entry.Segment.TryAcquire())
        {
            try
            {
                SharedRepair.FreeStuck(entry, session.OwnerId);
            }
            catch (Exception)
            {
                // The segment is no object of its kind.
            }
            finally
            {
                entry.Segment.Release();
            }
        }
    }
}
