using System.Threading;

namespace ProcessIsolate.SharedMemory;

/// <summary>Which requests of a lane the worker has begun, and which the host has taken back before that.</summary>
/// <remarks>
/// Both sides count the requests of the lane. One word holds two of these numbers: the last one begun and the last one
/// taken back. The worker moves it with a compare-and-swap before it begins a request, the host with another before it gives
/// requests to another worker. So of the two that want the same request exactly one gets it, and when the worker dies the
/// word, which outlives it, says whether a request had begun. Numbers wrap around; they are compared by their difference,
/// which is at most the few requests that are on their way.
/// </remarks>
internal sealed unsafe class ClaimWord(long* word)
{
    // A worker that moves the word without end only makes the host give up.
    private const int MaxTries = 1000;

    private uint taken;
    private long last;

    /// <summary>Worker: the number of the request it has read last.</summary>
    public uint Taken => taken;

    /// <summary>Worker: counts the request it has read, and claims it.</summary>
    /// <returns>False when the host has taken it back: it is not to be run, nor answered.</returns>
    public bool TryBegin()
    {
        uint number = ++taken;
        long mine = Pack(number, number);
        while ((int)(number - Withdrawn(last)) > 0)
        {
            long seen = Interlocked.CompareExchange(ref *word, mine, last);
            if (seen == last)
            {
                last = mine;
                return true;
            }

            // The host has moved it meanwhile.
            last = seen;
        }

        return false;
    }

    /// <summary>Host: whether the worker has begun a request.</summary>
    public bool HasBegun(uint number) => (int)(Begun(Volatile.Read(ref *word)) - number) >= 0;

    /// <summary>Host: takes requests back, up to the last one that was sent.</summary>
    /// <param name="first">The first of them, and the first one that has not begun: all that has not is taken back.</param>
    /// <param name="through">The last one sent.</param>
    /// <returns>False when the first has begun; nothing is taken back then.</returns>
    public bool TryWithdraw(uint first, uint through)
    {
        for (int i = 0; i < MaxTries; i++)
        {
            long seen = Volatile.Read(ref *word);
            if ((int)(Begun(seen) - first) >= 0)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref *word, Pack(through, Begun(seen)), seen) == seen)
            {
                return true;
            }
        }

        return false;
    }

    private static long Pack(uint withdrawn, uint begun) => ((long)withdrawn << 32) | begun;

    private static uint Withdrawn(long value) => (uint)(value >> 32);

    private static uint Begun(long value) => (uint)value;
}
