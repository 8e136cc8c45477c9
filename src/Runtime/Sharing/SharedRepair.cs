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
        switch (entry.Kind)
        {
            case SharedKind.Value:
            case SharedKind.Array:
                ValueLayout.Repair(entry.Segment, participant);
                break;
            case SharedKind.Lock:
                LockLayout.Repair(entry.Segment, participant);
                break;
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
}
