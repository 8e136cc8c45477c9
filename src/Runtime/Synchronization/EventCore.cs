using System.Threading;
using ProcessIsolate.Sharing;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Synchronization;

/// <summary>The word of a <see cref="ProcessEvent"/>: bit 0 says whether it is set, the others count how often it was.</summary>
internal sealed unsafe class EventCore(SharedSegment segment)
{
    public const long Size = 3 * SharedHeader.Size;

    private const uint SetBit = 1;
    private const uint Once = 2;

    private readonly uint* word = (uint*)segment.At(SharedHeader.Size, sizeof(uint));

    public SharedSignal Signal { get; } = new(segment, 2 * SharedHeader.Size);

    public uint State => Volatile.Read(ref *word);

    public bool IsSet => (State & SetBit) != 0;

    public void Set()
    {
        uint seen = State;
        while ((seen & SetBit) == 0)
        {
            uint before = Interlocked.CompareExchange(ref *word, (seen + Once) | SetBit, seen);
            if (before == seen)
            {
                FailPoint.Hit("event.set");
                break;
            }

            seen = before;
        }

        Signal.Raise();
    }

    /// <returns>Whether it was set.</returns>
    public bool TryReset()
    {
        uint seen = State;
        while ((seen & SetBit) != 0)
        {
            uint before = Interlocked.CompareExchange(ref *word, seen & ~SetBit, seen);
            if (before == seen)
            {
                return true;
            }

            seen = before;
        }

        return false;
    }

    /// <summary>A wait for an event that lets one waiter through each time.</summary>
    public readonly struct TakeAttempt(EventCore core) : IAttempt
    {
        public bool Try() => core.TryReset();
    }

    /// <summary>A wait for an event that stays set: also over when it was set and reset meanwhile, which the count tells.</summary>
    public readonly struct SeeAttempt(EventCore core, uint atBegin) : IAttempt
    {
        public bool Try()
        {
            uint now = core.State;
            return (now & SetBit) != 0 || (now ^ atBegin) > SetBit;
        }
    }
}
