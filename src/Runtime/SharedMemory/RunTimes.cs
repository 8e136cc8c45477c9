using System.Threading;

namespace ProcessIsolate.SharedMemory;

/// <summary>How long the requests of a lane ran: the worker writes it before it answers, the host reads it with the answer.</summary>
/// <remarks>A word for each request that can be on its way: the low bits of the request's number, then the time in ticks of the stopwatch,
/// which both sides share. A word with another number says nothing: the worker does not measure, or the request did not run.</remarks>
internal sealed unsafe class RunTimes(long* words)
{
    /// <summary>As many as requests on their way at most.</summary>
    public const int Count = 64;

    private const int TimeBits = 48;
    private const long LongestTime = (1L << TimeBits) - 1;

    /// <summary>Worker: notes the time of a request.</summary>
    public void Write(uint number, long ticks) =>
        Volatile.Write(ref words[number % Count], ((long)(number & 0xFFFF) << TimeBits) | (ticks < 0 ? 0 : ticks > LongestTime ? LongestTime : ticks));

    /// <summary>Host: the time of a request, or -1; what the worker wrote is only a number.</summary>
    public long Read(uint number)
    {
        long word = Volatile.Read(ref words[number % Count]);
        return (uint)(word >>> TimeBits) == (number & 0xFFFF) ? word & LongestTime : -1;
    }
}
