using System;
using System.Text;
using System.Threading;

namespace ProcessIsolate.Workers;

/// <summary>The last 8 KiB that a worker wrote to stderr, for a crash report.</summary>
internal sealed class StandardErrorTail
{
    private const int Capacity = 8 * 1024;

    private readonly object gate = new();
    private readonly ManualResetEventSlim ended = new();

    // Made with the first byte: most workers write nothing.
    private byte[]? ring;
    private long written;

    /// <summary>What was kept, once all is there or a short while has passed.</summary>
    public string Read(TimeSpan limit)
    {
        ended.Wait(limit);
        lock (gate)
        {
            int length = (int)Math.Min(written, Capacity);
            byte[] bytes = new byte[length];
            for (int i = 0; i < length; i++)
            {
                bytes[i] = ring![(written - length + i) % Capacity];
            }

            return Encoding.UTF8.GetString(bytes);
        }
    }

    public void Keep(ReadOnlySpan<byte> bytes)
    {
        lock (gate)
        {
            ring ??= new byte[Capacity];
            foreach (byte value in bytes)
            {
                ring[written++ % Capacity] = value;
            }
        }
    }

    /// <summary>Nothing more will come.</summary>
    public void Complete() => ended.Set();
}
