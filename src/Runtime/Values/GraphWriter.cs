using System;

namespace ProcessIsolate.Values;

/// <summary>Writes values of one message as a copy of their object graph. Identity spans the values of one message.</summary>
internal sealed class GraphWriter
{
    /// <summary>What was written since <see cref="Reset"/>.</summary>
    public ReadOnlySpan<byte> Written => throw new InvalidOperationException();

    /// <summary>Forgets what was written, and the objects in it.</summary>
    public void Reset() => throw new InvalidOperationException();

    /// <summary>Writes a value whole. Objects met in earlier values of this message are referred to.</summary>
    /// <exception cref="CannotCrossException">Something in it cannot cross; the writer must be reset.</exception>
    public void Write<T>(T value) => throw new InvalidOperationException();
}
