using System.Threading;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Channels;

/// <summary>Processes that have ended and whose taken items the host could not give back, because another one stood still inside the
/// consumers' lock. The next owner of the lock does it.</summary>
/// <remarks>A count that only says whether to look, then a word for each process. More than there are words for are forgotten: what they
/// had stays taken.</remarks>
internal sealed unsafe class UnreturnedItems(SharedSegment segment)
{
    private readonly uint* any = (uint*)segment.At(QueueLayout.Unreturned, sizeof(uint));
    private readonly uint* dead = (uint*)segment.At(QueueLayout.Unreturned + sizeof(uint), QueueLayout.MaxUnreturned * sizeof(uint));

    public bool HasAny => Volatile.Read(ref *any) != 0;

    public void Add(uint participant)
    {
        for (int i = 0; i < QueueLayout.MaxUnreturned; i++)
        {
            if (Interlocked.CompareExchange(ref dead[i], participant, 0) == 0)
            {
                break;
            }
        }

        Interlocked.Exchange(ref *any, 1);
    }

    /// <summary>Takes one of them, under the consumers' lock.</summary>
    public bool TryTake(out uint participant)
    {
        participant = 0;
        if (!HasAny)
        {
            return false;
        }

        // Taken down before the look: one that is added meanwhile puts it up again.
        Interlocked.Exchange(ref *any, 0);
        for (int i = 0; i < QueueLayout.MaxUnreturned && participant == 0; i++)
        {
            participant = Interlocked.Exchange(ref dead[i], 0);
        }

        if (participant != 0)
        {
            // There may be more.
            Volatile.Write(ref *any, 1);
        }

        return participant != 0;
    }
}
