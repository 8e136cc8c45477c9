using System;
using System.Threading;
using ProcessIsolate.Sharing;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Synchronization;

/// <summary>The words of a <see cref="ProcessCountdown"/>: below in the first word what is left, above how often nothing was; then
/// where it began.</summary>
internal sealed unsafe class CountdownCore(SharedSegment segment)
{
    public const long Size = 3 * SharedHeader.Size;

    private const ulong OneEnd = 1ul << 32;

    private readonly ulong* word = (ulong*)segment.At(SharedHeader.Size, sizeof(ulong));
    private readonly int* initial = (int*)segment.At(SharedHeader.Size + sizeof(ulong), sizeof(int));

    public SharedSignal Signal { get; } = new(segment, 2 * SharedHeader.Size);

    public ulong State => Volatile.Read(ref *word);

    public int Left => LeftIn(State);

    public int Initial => Math.Max(0, Volatile.Read(ref *initial));

    /// <returns>Whether nothing is left now.</returns>
    /// <exception cref="InvalidOperationException">Less than that was left.</exception>
    public bool Signalled(int times)
    {
        while (true)
        {
            ulong seen = State;
            int left = LeftIn(seen);
            if (times > left)
            {
                throw new InvalidOperationException($"{times} signals were given and {left} are left.");
            }

            if (Interlocked.CompareExchange(ref *word, seen - (uint)times + (times == left ? OneEnd : 0), seen) == seen)
            {
                FailPoint.Hit("countdown.signalled");
                if (times == left)
                {
                    Signal.Raise();
                }

                return times == left;
            }
        }
    }

    /// <returns>False when nothing was left.</returns>
    /// <exception cref="InvalidOperationException">It would be more than an integer holds.</exception>
    public bool TryAdd(int times)
    {
        while (true)
        {
            ulong seen = State;
            int left = LeftIn(seen);
            if (left == 0)
            {
                return false;
            }

            if (times > int.MaxValue - left)
            {
                throw new InvalidOperationException("The count would exceed the largest integer.");
            }

            if (Interlocked.CompareExchange(ref *word, seen + (uint)times, seen) == seen)
            {
                return true;
            }
        }
    }

    /// <summary>Begins anew; waiters go on waiting, unless there is nothing to wait for.</summary>
    public void Restart(int count)
    {
        Volatile.Write(ref *initial, count);
        while (true)
        {
            ulong seen = State;
            ulong next = (seen & ~(OneEnd - 1)) + (uint)count + (count == 0 ? OneEnd : 0);
            if (Interlocked.CompareExchange(ref *word, next, seen) == seen)
            {
                Signal.Raise();
                return;
            }
        }
    }

    private static int LeftIn(ulong state) => (int)Math.Min((uint)state, int.MaxValue);

    /// <summary>A wait: also over when the count has ended and begun anew meanwhile.</summary>
    public readonly struct Attempt(CountdownCore core, ulong atBegin) : IAttempt
    {
        public bool Try()
        {
            ulong now = core.State;
            return LeftIn(now) == 0 || now / OneEnd != atBegin / OneEnd;
        }
    }
}
