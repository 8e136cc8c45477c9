using ProcessIsolate.Channels;
using ProcessIsolate.Synchronization;

namespace ProcessIsolate.Sharing;

/// <summary>Puts right what a process has left in shared objects when it ended, each kind in its own way.</summary>
/// <remarks>Called by the host of the process that ended, on a thread of its own, once no thread of that process can run any more.</remarks>
internal static class SharedRepair
{
    /// <param name="entry">The segment, whose memory is held.</param>
    /// <param name="participant">The number of the process that ended.</param>
    /// <param name="crashed">Whether it did not end in order.</param>
    public static void Repair(SegmentEntry entry, uint participant, bool crashed)
    {
        if (entry.Kind == SharedKind.Queue)
        {
            QueueCore.Settle(entry.Segment, participant);
        }

        // The locks first, and by what is known of the kind alone: the one that ended may have written anything anywhere, and waits without a
        // limit must not depend on that.
        DeadOwners dead = new(entry, participant);
        foreach (long offset in LocksOf(entry.Kind))
        {
            new SharedMutex(entry.Segment, offset).Repair(dead);
        }

        switch (entry.Kind)
        {
            case SharedKind.Queue:
                new QueueCore(entry.Segment, QueueLayout.Read(entry.Segment), null).Repair(participant);
                break;
            case SharedKind.Pipe:
                PipeCore.Repair(entry.Segment, participant);
                break;
            case SharedKind.Semaphore:
                SemaphoreCore.Repair(entry.Segment, participant);
                break;
            case SharedKind.Event:
                new EventCore(entry.Segment).Signal.RaiseAlways();
                break;
            case SharedKind.Condition:
                ConditionCore.Repair(entry.Segment, participant);
                break;
            case SharedKind.Barrier:
                new BarrierCore(entry.Segment).Repair(crashed);
                break;
            case SharedKind.Countdown:
                new CountdownCore(entry.Segment).Signal.RaiseAlways();
                break;
            case SharedKind.None:
            default:
                break;
        }
    }

    /// <summary>Frees locks that name this process and that no thread here has. May take a while, so it comes after all other repairs.</summary>
    public static void FreeStuck(SegmentEntry entry, uint participant)
    {
        DeadOwners dead = new(entry, participant);
        foreach (long offset in LocksOf(entry.Kind))
        {
            new SharedMutex(entry.Segment, offset).FreeIfStuck(dead);
        }
    }

    private static long[] LocksOf(SharedKind kind) => kind switch
    {
        SharedKind.Value or SharedKind.Array => [ValueLayout.Lock],
        SharedKind.Lock => [LockLayout.Word],
        SharedKind.Queue => [QueueLayout.ProducerLock, QueueLayout.ConsumerLock],
        SharedKind.Pipe =>
        [
            PipeLayout.Direction(0) + PipeLayout.SendLock, PipeLayout.Direction(0) + PipeLayout.ReceiveLock,
            PipeLayout.Direction(1) + PipeLayout.SendLock, PipeLayout.Direction(1) + PipeLayout.ReceiveLock,
        ],
        SharedKind.Semaphore => [SemaphoreCore.LockAt],
        SharedKind.Condition => [ConditionCore.LockAt],
        _ => [],
    };
}
