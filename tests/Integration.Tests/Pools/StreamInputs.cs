using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ProcessIsolate.Integration.Tests.Pools;

/// <summary>Inputs of streams, and what becomes of their output.</summary>
internal static class StreamInputs
{
    public static IEnumerable<int> Range(int count)
    {
        for (int i = 0; i < count; i++)
        {
            yield return i;
        }
    }

    public static IEnumerable<int> ThrowAt57()
    {
        for (int i = 0; i < 57; i++)
        {
            yield return i;
        }

        throw new NotSupportedException("57");
    }

    public static async IAsyncEnumerable<T> ToAsync<T>(IEnumerable<T> items)
    {
        foreach (T item in items)
        {
            await Task.Yield();
            yield return item;
        }
    }

    public static IAsyncEnumerable<T> Later<T>(params T[] items) => ToAsync(items);

    public static async Task<List<T>> ToList<T>(IAsyncEnumerable<T> items)
    {
        List<T> list = [];
        await foreach (T item in items)
        {
            list.Add(item);
        }

        return list;
    }
}

/// <summary>Never ends, and counts what was taken of it.</summary>
internal sealed class Endless
{
    private int taken;

    public int Taken => Volatile.Read(ref taken);

    public bool IsDisposed { get; private set; }

    public IEnumerable<int> Items()
    {
        try
        {
            for (int i = 0; ; i++)
            {
                Interlocked.Increment(ref taken);
                yield return i;
            }
        }
        finally
        {
            IsDisposed = true;
        }
    }
}
