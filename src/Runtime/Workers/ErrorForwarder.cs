using System;
using System.Diagnostics;
using System.Threading;
using ProcessIsolate.Platform;

namespace ProcessIsolate.Workers;

/// <summary>Brings what workers wrote to stderr, or sandboxed ones to stdout, to the host's, on a thread of its own: the host's may stand still, and
/// the thread that sees to ended workers must not.</summary>
internal sealed class ErrorForwarder
{
    private const int StackBytes = 256 * 1024;

    // Above this, no more is read from living workers: they wait, as a program does whose output is not read.
    private const int Full = 64 * 1024;

    // The last words of many dead workers behind a stderr that stands still: what is beyond is only in their crash reports.
    private const int Most = 1024 * 1024;

    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(20);

    private readonly object gate = new();
    private byte[] waiting = new byte[4096];
    private byte[] taken = new byte[4096];
    private int length;
    private bool started;
    private bool writes;

    private readonly int descriptor;

    private ErrorForwarder(int descriptor) => this.descriptor = descriptor;

    /// <summary>To stderr.</summary>
    public static ErrorForwarder Shared { get; } = new(2);

    /// <summary>To stdout.</summary>
    public static ErrorForwarder StandardOutput { get; } = new(1);

    public bool IsFull
    {
        get
        {
            lock (gate)
            {
                return length >= Full;
            }
        }
    }

    /// <summary>Takes bytes to be written; never waits.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        lock (gate)
        {
            if (length + bytes.Length > Most || !TryStart())
            {
                return;
            }

            if (length + bytes.Length > waiting.Length)
            {
                Array.Resize(ref waiting, Math.Max(2 * waiting.Length, length + bytes.Length));
            }

            bytes.CopyTo(waiting.AsSpan(length));
            length += bytes.Length;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Waits until all is written, or the time is up.</summary>
    public void Flush(TimeSpan limit)
    {
        long begun = Stopwatch.GetTimestamp();
        lock (gate)
        {
            for (TimeSpan left = limit; (length > 0 || writes) && left > TimeSpan.Zero; left = limit - Stopwatch.GetElapsedTime(begun))
            {
                Monitor.Wait(gate, left);
            }
        }
    }

    // Called with the lock held.
    private bool TryStart()
    {
        if (!started)
        {
            try
            {
                LibraryThread.Start(ThreadRole.WorkerError, descriptor == 1 ? "ProcessIsolate stdout" : "ProcessIsolate stderr", Work, _ => Work(), StackBytes);
                started = true;
            }
            catch (ThreadRefusedException)
            {
                // The text is in the tail; the next one tries again.
            }
        }

        return started;
    }

    private void Work()
    {
        while (true)
        {
            LibraryThread.Guard(ThreadRole.WorkerError, Round, _ => Drop());
        }
    }

    // What cannot be written is lost: nothing waits for it, and workers are read again.
    private void Drop()
    {
        lock (gate)
        {
            length = 0;
            writes = false;
            Monitor.PulseAll(gate);
        }

        WakeReader();
        lock (gate)
        {
            // What fails at once each time keeps no core busy.
            Monitor.Wait(gate, Rest);
        }
    }

    private static void WakeReader()
    {
        if (OperatingSystem.IsLinux())
        {
            ChildWatcher.Shared.Wake();
        }
    }

    private void Round()
    {
        int count;
        bool wasFull;
        lock (gate)
        {
            while (length == 0)
            {
                Monitor.Wait(gate);
            }

            (waiting, taken) = (taken, waiting);
            (count, length) = (length, 0);
            wasFull = count >= Full;
            writes = true;
        }

        HostErrors.Write(descriptor, taken.AsSpan(0, count));
        lock (gate)
        {
            writes = false;
            Monitor.PulseAll(gate);
        }

        if (wasFull)
        {
            WakeReader();
        }
    }
}

/// <summary>The host's own stderr and, on Unix, stdout.</summary>
internal static class HostErrors
{
    private const int Interrupted = 4;

    /// <summary>Writes; what cannot be written is lost, and the worker that wrote it never knows.</summary>
    /// <param name="descriptor">1 or 2.</param>
    /// <param name="bytes">What.</param>
    public static void Write(int descriptor, ReadOnlySpan<byte> bytes)
    {
        if (OperatingSystem.IsWindows())
        {
            WriteToConsole(bytes);
        }
        else if (UnixNative.IsInherited(descriptor))
        {
            // Else there is none, and the number belongs to something that this process opened.
            WriteToDescriptor(descriptor, bytes);
        }
    }

    private static void WriteToDescriptor(int descriptor, ReadOnlySpan<byte> bytes)
    {
        int tryAgain = OperatingSystem.IsMacOS() ? 35 : 11;
        while (bytes.Length > 0)
        {
            int count = UnixNative.Write(descriptor, bytes, out int error);
            if (count >= 0)
            {
                bytes = bytes[count..];
            }
            else if (error == tryAgain)
            {
                // Another program that has the same terminal or pipe set it to never block.
                UnixNative.AwaitWritable(descriptor);
            }
            else if (error != Interrupted)
            {
                return;
            }
        }
    }

    private static void WriteToConsole(ReadOnlySpan<byte> bytes)
    {
        try
        {
            using System.IO.Stream own = Console.OpenStandardError();
            own.Write(bytes);
            own.Flush();
        }
        catch (Exception)
        {
            // Closed, or gone with its console.
        }
    }
}
