using System;
using System.Diagnostics;

namespace ProcessIsolate.Calls;

/// <summary>How many items a worker gets at a time: as many as have lately taken about a millisecond.</summary>
/// <remarks>It begins with one, grows eightfold at most, and never takes more than a share of what is left, so that no
/// worker idles at the end. Chunks of a size the user chose are put together while they are tiny, a few at most.</remarks>
internal sealed class BatchSize(int? chunkSize, int itemBytes, int maxMessageBytes)
{
    private const int MaxBytes = 64 * 1024;
    private const int MaxGrowth = 8;
    private const int MaxChunksTogether = 16;

    private static readonly long Target = Stopwatch.Frequency / 1000;
    private static readonly long Short = Stopwatch.Frequency / 250;
    private static readonly long Tiny = Stopwatch.Frequency / 20_000;

    private long begun;
    private long lastTicks = long.MaxValue;

    /// <summary>How many items to take next.</summary>
    public int Next { get; set; } = chunkSize ?? 1;

    /// <summary>What fits one request: two of them must fit the ring.</summary>
    public int Largest { get; } = Math.Max(1, BytesOf(maxMessageBytes) / itemBytes);

    /// <summary>The bytes of the items of a request that may wait at the worker behind another.</summary>
    public static int BytesOf(int maxMessageBytes) => Math.Min(MaxBytes, maxMessageBytes / 2);

    /// <summary>Whether another batch may wait at the worker: behind this one it does not wait long.</summary>
    public bool AreBatchesShort => lastTicks < Short;

    /// <summary>Whether the next answer is expected within microseconds.</summary>
    public bool AreBatchesTiny => lastTicks < Tiny;

    /// <summary>A batch was sent to a worker without any.</summary>
    public void Begin() => begun = Stopwatch.GetTimestamp();

    /// <summary>A batch is done; the one behind it, if any, runs now.</summary>
    public void Completed(int count, int share)
    {
        long now = Stopwatch.GetTimestamp();
        lastTicks = Math.Max(1, now - begun);
        begun = now;
        if (chunkSize is { } chunk)
        {
            double each = (double)lastTicks * chunk / count;
            long together = (long)Math.Clamp(Target / 4 / each, 1, Math.Min(MaxChunksTogether, Math.Max(1, share / chunk)));
            Next = (int)Math.Min(int.MaxValue, Math.Min(chunk * together, Next * (long)MaxGrowth));
        }
        else
        {
            double wanted = Math.Min((double)Target * count / lastTicks, (double)Next * MaxGrowth);
            Next = (int)Math.Clamp(wanted, 1, Math.Max(1, Math.Min(Largest, share)));
        }
    }
}
