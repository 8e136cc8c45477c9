using System.Collections.Generic;
using System.Threading;

namespace ProcessIsolate.Sharing;

/// <summary>The segments that the calls of one worker hold: each until its call is over.</summary>
/// <remarks>Guarded by the gate of <see cref="SegmentRegistry"/>, but for the two numbers that each call's end looks at without it.</remarks>
internal sealed class CallHolds
{
    /// <summary>Stands for what a worker said that has ended: its last answer may be read yet.</summary>
    public const long LastCall = long.MaxValue;

    private readonly List<Hold> held = [];
    private int count;
    private long endedCall = -1;

    /// <summary>Whether no answer of the worker will be read any more.</summary>
    public bool IsClosed => HasEnded(LastCall);

    public bool HasEnded(long call) => call <= Volatile.Read(ref endedCall);

    /// <summary>Gate held: the call holds the segment until it is over.</summary>
    public void Add(SegmentEntry entry, long call)
    {
        entry.Pins++;
        held.Add(new Hold(call, entry));
        Volatile.Write(ref count, held.Count);
    }

    /// <summary>The calls up to an id are over.</summary>
    public void End(long call)
    {
        if (call > Volatile.Read(ref endedCall))
        {
            Volatile.Write(ref endedCall, call);
        }

        // A word about this call that comes in this very moment: see ReleaseIfEnded.
        if (Volatile.Read(ref count) != 0)
        {
            Release();
        }
    }

    /// <summary>Gate not held, after <see cref="Add"/> for a call that may have ended meanwhile.</summary>
    public void ReleaseIfEnded(long call)
    {
        // The fence is one for all threads, so that each call's end needs none: either it sees the count, or this sees it.
        Interlocked.MemoryBarrierProcessWide();
        if (HasEnded(call))
        {
            Release();
        }
    }

    private void Release()
    {
        SegmentRegistry table = SegmentRegistry.Shared;
        lock (table.Gate)
        {
            for (int i = held.Count - 1; i >= 0; i--)
            {
                if (HasEnded(held[i].Call))
                {
                    SegmentEntry entry = held[i].Entry;
                    held.RemoveAt(i);
                    entry.Pins--;
                    table.Settle(entry);
                }
            }

            Volatile.Write(ref count, held.Count);
        }

        table.CleanUp();
    }

    // A class: lists of structs of the library's own are compiled anew in each process.
    private sealed record Hold(long Call, SegmentEntry Entry);
}
