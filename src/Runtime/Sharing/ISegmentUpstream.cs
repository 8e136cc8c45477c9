using System;

namespace ProcessIsolate.Sharing;

/// <summary>A worker's way to tell its host of shared segments.</summary>
internal interface ISegmentUpstream
{
    /// <summary>Makes a segment known to the host.</summary>
    /// <exception cref="Rpc.ConnectionLostException">The host is gone.</exception>
    void Send(SegmentEntry entry);

    /// <summary>An object of a segment lies in a queue or pipe: the host keeps the memory until somebody has received it.</summary>
    void Keep(Guid id);

    /// <summary>Asks for a segment; it arrives later, or is refused.</summary>
    void Ask(Guid id);

    /// <summary>This process does not use a segment any more, which came so many times.</summary>
    void Drop(Guid id, int times);
}
