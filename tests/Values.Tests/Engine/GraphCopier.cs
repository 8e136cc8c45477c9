using ProcessIsolate.Values.Tests.Table;

namespace ProcessIsolate.Values.Tests.Engine;

/// <summary>Copies a value through bytes, in one process.</summary>
internal sealed class GraphCopier : ICopier
{
    public T Copy<T>(T value)
    {
        GraphWriter writer = new();
        writer.Reset();
        writer.Write(value);
        GraphReader reader = new(writer.Written.ToArray(), GraphLimits.Default);
        T copy = reader.Read<T>();
        reader.ExpectEnd();
        return copy;
    }

    /// <summary>Two values of one message.</summary>
    public (TFirst First, TSecond Second) Copy<TFirst, TSecond>(TFirst first, TSecond second)
    {
        GraphWriter writer = new();
        writer.Reset();
        writer.Write(first);
        writer.Write(second);
        GraphReader reader = new(writer.Written.ToArray(), GraphLimits.Default);
        (TFirst, TSecond) copies = (reader.Read<TFirst>(), reader.Read<TSecond>());
        reader.ExpectEnd();
        return copies;
    }

    /// <summary>The block of one value.</summary>
    public byte[] Write<T>(T value)
    {
        GraphWriter writer = new();
        writer.Reset();
        writer.Write(value);
        return writer.Written.ToArray();
    }
}
