using System;

namespace ProcessIsolate;

/// <summary>How <c>Map</c>, <c>MapOutcomes</c>, <c>StreamAsync</c> and their kin of <see cref="ProcessPool"/> spread their items.</summary>
public sealed class MapOptions
{
    /// <summary>Items handed to a worker at a time; 1 or more.</summary>
    /// <value>Default: null, as many as take about a millisecond, measured as they run.</value>
    /// <remarks>A large chunk costs fewer waits, a small one spreads uneven items better. Each item has its own outcome
    /// whatever its chunk: when a worker dies, only the item it ran is affected. Chunks that take microseconds are handed
    /// out up to 16 at a time; one of more than about 64 KiB goes in several messages.</remarks>
    public int? ChunkSize { get; set => field = OptionChecks.AtLeast(value, 1); }

    /// <summary>The number of workers used at the same time; 1 or more.</summary>
    /// <value>Default: null, all of the pool's.</value>
    public int? MaxInFlight { get; set => field = OptionChecks.AtLeast(value, 1); }

    /// <summary>Streams: how many items may have been taken from the input whose results the consumer does not have yet; 1 or more.</summary>
    /// <value>Default: null, two chunks for each worker; where the size of chunks is measured, it is that of the moment. More than 131,072 count as
    /// 131,072.</value>
    public int? MaxBuffered { get; set => field = OptionChecks.AtLeast(value, 1); }

    /// <summary>Whether no further item begins once one has failed.</summary>
    /// <value>Default: false, all items are finished.</value>
    /// <remarks>What runs at that moment is finished. Items that did not begin end with <see cref="OperationCanceledException"/>.</remarks>
    public bool StopOnFirstError { get; set; }

    /// <summary>The time limit of each item, from its own beginning; longer than zero, or <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>.</summary>
    /// <value>Default: null, what the mark says, else <see cref="ProcessPoolOptions.CallTimeout"/>.</value>
    public TimeSpan? CallTimeout { get; set => field = OptionChecks.PositiveOrInfinite(value); }

    /// <summary>Told after each finished item how far the map is; from several threads, each number of items once.</summary>
    /// <value>Default: null.</value>
    public IProgress<MapProgress>? Progress { get; set; }
}
