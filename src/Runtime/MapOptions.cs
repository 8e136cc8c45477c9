using System;

namespace ProcessIsolate;

/// <summary>How <see cref="ProcessPool.MapAsync{T,TResult}(Func{T,TResult},System.Collections.Generic.IEnumerable{T},MapOptions,System.Threading.CancellationToken)"/>
/// and its kin spread their items.</summary>
public sealed class MapOptions
{
    /// <summary>Items handed to a worker at a time; 1 or more.</summary>
    /// <value>Default: null, as many as take about a millisecond, measured as they run.</value>
    /// <remarks>A large chunk costs fewer waits, a small one spreads uneven items better. Each item has its own outcome
    /// whatever its chunk: when a worker dies, only the item it ran is affected. Chunks that take microseconds are handed
    /// out up to 16 at a time; one of more than about 64 KiB goes in several messages.</remarks>
    public int? ChunkSize { get; set; }

    /// <summary>The number of workers used at the same time; 1 or more.</summary>
    /// <value>Default: null, all of the pool's.</value>
    public int? MaxInFlight { get; set; }

    /// <summary>Gets the number of finished items, failed ones included, after each; from several threads, each number once.</summary>
    /// <value>Default: null.</value>
    public IProgress<int>? Progress { get; set; }
}
