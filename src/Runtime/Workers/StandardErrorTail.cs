using System;
using System.IO;
using System.Text;
using System.Threading;

namespace ProcessIsolate.Workers;

/// <summary>Forwards a worker's stderr to the host's and keeps its last 8 KiB for a crash report.</summary>
/// <remarks>A thread of its own, not the thread pool's: a full pool must not hold up a worker that writes.</remarks>
internal sealed class StandardErrorTail
{
    private const int Capacity = 8 * 1024;
    private const int ThreadStackBytes = 256 * 1024;

    private readonly object gate = new();
    private readonly byte[] ring = new byte[Capacity];
    private readonly ManualResetEventSlim ended = new();
    private long written;

    public StandardErrorTail(Stream source, string name)
    {
        Thread thread = new(() => Pump(source), ThreadStackBytes) { IsBackground = true, Name = name + " stderr" };
        thread.Start();
    }

    /// <summary>What was kept, after the stream has ended or a short while has passed: a grandchild may hold it open.</summary>
    public string Read(TimeSpan limit)
    {
        ended.Wait(limit);
        lock (gate)
        {
            int length = (int)Math.Min(written, Capacity);
            byte[] bytes = new byte[length];
            for (int i = 0; i < length; i++)
            {
                bytes[i] = ring[(written - length + i) % Capacity];
            }

            return Encoding.UTF8.GetString(bytes);
        }
    }

    private void Pump(Stream source)
    {
        byte[] buffer = new byte[4096];
        using Stream own = Console.OpenStandardError();
        using Stream ownedSource = source;
        try
        {
            int count;
            while ((count = source.Read(buffer)) > 0)
            {
                Keep(buffer.AsSpan(0, count));
                Forward(own, buffer.AsSpan(0, count));
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The pipe went with the process.
        }

        ended.Set();
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        lock (gate)
        {
            foreach (byte value in bytes)
            {
                ring[written++ % Capacity] = value;
            }
        }
    }

    private static void Forward(Stream own, ReadOnlySpan<byte> bytes)
    {
        try
        {
            own.Write(bytes);
            own.Flush();
        }
        catch (IOException)
        {
            // The host's stderr is closed; the worker must still be able to write.
        }
    }
}
