using System.Collections.Generic;
using ProcessIsolate.Platform;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Calls;

/// <summary>A batch on its way: consecutive items, with consecutive ids, and how many have an outcome.</summary>
internal struct SentBatch
{
    public long FirstId;

    /// <summary>The request's number in its lane, see <see cref="SharedMemory.ClaimWord"/>.</summary>
    public uint Number;

    /// <summary>Whether shared objects went along, ends of pipes perhaps: the worker holds them now.</summary>
    public bool SharesMemory;

    public int Start;
    public int Count;
    public int Done;

    /// <summary>Over the stream: whether the worker has said that it begins.</summary>
    public bool SaidBegun;

    public readonly int NextItem => Start + Done;

    public readonly long NextId => FirstId + Done;

    public readonly int End => Start + Count;
}

/// <summary>The batches on their way to one worker, two at most: the one that runs, and one that waits there so that the
/// worker never does. Over shared memory the latter can be taken away while it has not begun.</summary>
/// <remarks>Filled and emptied by the driver that leased the worker; another driver without work may call
/// <see cref="TryTakeAway"/> at any time. The head is the owner's alone.</remarks>
internal sealed class SentBatches
{
    public const int Max = 2;

    private readonly RankedLock gate = new(LockRank.Batches);
    private readonly SentBatch[] batches = new SentBatch[Max];
    private MessageLane? lane;
    private int callsTakenAway;

    public int Count { get; private set; }

    public ref SentBatch Head => ref batches[0];

    /// <summary>Begins to use a lane and keeps its memory from going away.</summary>
    /// <returns>False when it is gone.</returns>
    public bool TryOpen(MessageLane calls)
    {
        using (gate.Enter())
        {
            Count = 0;
            callsTakenAway = 0;
            lane = calls.TryAcquire() ? calls : null;
            return lane is not null;
        }
    }

    /// <returns>How many of the calls that were sent have been taken away.</returns>
    public int Close()
    {
        using (gate.Enter())
        {
            lane?.Release();
            lane = null;
            Count = 0;
            return callsTakenAway;
        }
    }

    public void Add(in SentBatch batch)
    {
        using (gate.Enter())
        {
            batches[Count++] = batch;
        }
    }

    public void RemoveHead()
    {
        using (gate.Enter())
        {
            batches[0] = batches[1];
            Count--;
        }
    }

    /// <summary>Takes the last batch back if it is not the head and has not begun.</summary>
    public bool TryTakeAway(out (int Start, int End) range)
    {
        using (gate.Enter())
        {
            range = default;
            if (lane?.Claims is not { } claims || Count < Max)
            {
                return false;
            }

            ref SentBatch last = ref batches[Count - 1];
            // All that has not begun would be taken back, the head too.
            if (last.SharesMemory || !claims.HasBegun(Head.Number) || !claims.TryWithdraw(last.Number, last.Number))
            {
                return false;
            }

            Count--;
            callsTakenAway += last.Count;
            range = (last.Start, last.End);
            return true;
        }
    }

    /// <summary>The worker is dead: all that is on its way goes back, the head on top.</summary>
    public void TakeAll(Stack<(int Start, int End)> pending)
    {
        using (gate.Enter())
        {
            for (int i = Count - 1; i >= 0; i--)
            {
                if (batches[i].Done < batches[i].Count)
                {
                    pending.Push((batches[i].NextItem, batches[i].End));
                }
            }

            Count = 0;
        }
    }

    /// <summary>Whether the worker has begun the head; asked before <see cref="Close"/>.</summary>
    public bool HasHeadBegun() => Count > 0 && (lane!.Claims?.HasBegun(Head.Number) ?? Head.SaidBegun);
}
