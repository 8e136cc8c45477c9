using System.Globalization;

namespace ProcessIsolate.Sharing;

/// <summary>How many living segments may have been made by one worker, or by all of a pool, and how large they may be together.</summary>
/// <remarks>Guarded by the gate of <see cref="SegmentRegistry"/>.</remarks>
internal sealed class SegmentBudget(string maker, int maxCount, string countOption, long maxBytes, string bytesOption, SegmentBudget? parent)
{
    private int count;
    private long bytes;

    /// <summary>The budget of a pool.</summary>
    public static SegmentBudget ForPool(ProcessPoolOptions options) => new(
        "a pool's workers", options.MaxSharedObjects, nameof(ProcessPoolOptions.MaxSharedObjects),
        options.MaxSharedBytes, nameof(ProcessPoolOptions.MaxSharedBytes), null);

    /// <summary>The budget of one worker, inside its pool's.</summary>
    public static SegmentBudget ForWorker(ProcessPoolOptions options) => new(
        "one worker", options.MaxSharedObjectsPerWorker, nameof(ProcessPoolOptions.MaxSharedObjectsPerWorker),
        options.MaxSharedBytesPerWorker, nameof(ProcessPoolOptions.MaxSharedBytesPerWorker), options.SharedObjectsOfWorkers);

    /// <summary>Counts a segment, unless there is no room for it.</summary>
    /// <returns>Why there is none; null when it is counted.</returns>
    public string? TryCharge(long size)
    {
        if (count >= maxCount)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"Shared objects that {maker} made: {count:N0} are alive, which is all that {countOption} allows.");
        }

        if (size > maxBytes - bytes)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"Shared objects that {maker} made: {bytes:N0} bytes are alive, and with {size:N0} more they are above the {maxBytes:N0} that {bytesOption} allows.");
        }

        if (parent?.TryCharge(size) is { } refusal)
        {
            return refusal;
        }

        count++;
        bytes += size;
        return null;
    }

    /// <summary>A segment that was counted is gone.</summary>
    public void Discharge(long size)
    {
        count--;
        bytes -= size;
        parent?.Discharge(size);
    }
}
