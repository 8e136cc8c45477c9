using System;

namespace ProcessIsolate.Values;

/// <summary>Reads what a <see cref="GraphWriter"/> wrote, out of bytes that may be hostile.</summary>
internal sealed class GraphReader
{
    /// <summary>A reader without bytes.</summary>
    public GraphReader(GraphLimits limits)
    {
    }

    /// <summary>A reader of one block.</summary>
    public GraphReader(ReadOnlyMemory<byte> block, GraphLimits limits)
        : this(limits) => Feed(block);

    /// <summary>Goes on with further bytes of the same message. They must not change while they are read.</summary>
    public void Feed(ReadOnlyMemory<byte> block) => throw new InvalidOperationException();

    /// <summary>Reads one value whole.</summary>
    /// <exception cref="Rpc.InvalidMessageException">The bytes are none that a writer makes.</exception>
    /// <exception cref="TimeoutException">The deadline has passed.</exception>
    public T Read<T>() => throw new InvalidOperationException();

    /// <summary>Fails when bytes are left over.</summary>
    public void ExpectEnd() => throw new InvalidOperationException();
}
