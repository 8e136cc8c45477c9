using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Threading;
using Microsoft.Win32.SafeHandles;

namespace ProcessIsolate.Platform;

/// <summary>Blocking reads and writes of a named pipe that is open for overlapped ones.</summary>
/// <remarks>
/// A pipe opened for plain blocking calls does not write while a read waits. .NET's own blocking calls on the other kind
/// wait for a completion that the thread pool delivers: with all its threads waiting in calls, nothing would ever arrive.
/// So each operation has an event of its own, marked so that the completion goes nowhere else, and waits for that.
/// One reader and one writer at a time; <see cref="Dispose"/> from any thread ends both.
/// </remarks>
/// <param name="pipe">The handle, open for overlapped operations; closed by its owner.</param>
[SupportedOSPlatform("windows")]
internal sealed unsafe partial class WindowsPipe(SafePipeHandle pipe) : IDisposable
{
    private const uint Duplex = 0x3;
    private const uint FirstInstance = 0x0008_0000;
    private const uint Overlapped = 0x4000_0000;
    private const uint RejectRemoteClients = 0x8;
    private const uint BufferBytes = 64 * 1024;

    private const int BrokenPipe = 109;
    private const int NotConnected = 233;
    private const int AlreadyConnected = 535;
    private const int Pending = 997;
    private const uint SliceMilliseconds = 50;

    private readonly ManualResetEvent readDone = new(false);
    private readonly ManualResetEvent writeDone = new(false);
    private bool ended;

    /// <summary>Makes a pipe for one client, open to the current user of this machine alone.</summary>
    /// <exception cref="IOException">The name is taken, or the system makes none.</exception>
    public static SafePipeHandle Create(string name)
    {
        using WindowsMemory.SecurityDescriptor descriptor = new();
        WindowsMemory.SecurityAttributes attributes = descriptor.Attributes;
        SafePipeHandle pipe = new(
            CreateNamedPipe(
                @"\\.\pipe\" + name, Duplex | FirstInstance | Overlapped, RejectRemoteClients, 1, BufferBytes, BufferBytes, 0, &attributes),
            ownsHandle: true);
        if (pipe.IsInvalid)
        {
            int error = Marshal.GetLastPInvokeError();
            pipe.Dispose();
            throw Failure("making", error);
        }

        return pipe;
    }

    /// <summary>Waits for a client; asks about twenty times a second whether to go on.</summary>
    /// <returns>False when it is to stop.</returns>
    /// <exception cref="IOException">The pipe is broken.</exception>
    public bool Accept(Func<bool> goOn)
    {
        using Use use = new(pipe, readDone.SafeWaitHandle);
        NativeOverlapped operation = new() { EventHandle = use.Completion };
        bool connected = ConnectNamedPipe(pipe, &operation);
        int error = Marshal.GetLastPInvokeError();
        if (connected || error == AlreadyConnected)
        {
            return true;
        }

        if (error != Pending)
        {
            throw Failure("accepting on", error);
        }

        while (!WindowsMemory.Wait(readDone.SafeWaitHandle, SliceMilliseconds))
        {
            if (!goOn())
            {
                // The client may come in this very moment; then it is turned away with the pipe.
                _ = CancelIo(pipe, &operation);
                _ = WindowsMemory.Wait(readDone.SafeWaitHandle, uint.MaxValue);
                return false;
            }
        }

        return GetOverlappedResult(pipe, &operation, out _, wait: false) ? true : throw Failure("accepting on", Marshal.GetLastPInvokeError());
    }

    /// <summary>Turns a client away; another may come.</summary>
    public void Disconnect() => _ = DisconnectNamedPipe(pipe);

    /// <summary>Blocks until some bytes arrive; 0 at the end.</summary>
    /// <exception cref="IOException">The pipe is broken, or was disposed.</exception>
    public int Read(Span<byte> buffer)
    {
        using Use use = new(pipe, readDone.SafeWaitHandle);
        fixed (byte* start = buffer)
        {
            NativeOverlapped operation = new() { EventHandle = use.Completion };
            bool begun = ReadFile(pipe, start, (uint)buffer.Length, 0, &operation);
            int error = begun ? 0 : Marshal.GetLastPInvokeError();
            int count = Finish(&operation, readDone.SafeWaitHandle, ref error);
            return error switch
            {
                0 => count,
                BrokenPipe or NotConnected => 0,
                _ => throw Failure("reading from", error),
            };
        }
    }

    /// <summary>Blocks until the system has taken bytes.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="IOException">The peer is gone, or the pipe was disposed.</exception>
    public int Write(ReadOnlySpan<byte> bytes)
    {
        using Use use = new(pipe, writeDone.SafeWaitHandle);
        fixed (byte* start = bytes)
        {
            NativeOverlapped operation = new() { EventHandle = use.Completion };
            bool begun = WriteFile(pipe, start, (uint)bytes.Length, 0, &operation);
            int error = begun ? 0 : Marshal.GetLastPInvokeError();
            int count = Finish(&operation, writeDone.SafeWaitHandle, ref error);
            return error == 0 ? count : throw Failure("writing to", error);
        }
    }

    /// <summary>Whether the other end is there, and how many bytes wait to be read.</summary>
    public bool TryPeek(out uint available)
    {
        available = 0;
        try
        {
            return PeekNamedPipe(pipe, 0, 0, 0, out available, 0);
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        Volatile.Write(ref ended, true);
        // The flag is up before what is under way is cancelled, and an operation is under way before it looks at the flag.
        Interlocked.MemoryBarrier();
        try
        {
            _ = CancelIo(pipe, null);
        }
        catch (ObjectDisposedException)
        {
            // Closed already, and with it nothing is under way.
        }

        readDone.Dispose();
        writeDone.Dispose();
    }

    // The system writes to the operation and to the caller's memory until it is done: this returns no earlier.
    private int Finish(NativeOverlapped* operation, SafeWaitHandle done, ref int error)
    {
        if (error is not (0 or Pending))
        {
            return 0;
        }

        if (error == Pending)
        {
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref ended))
            {
                _ = CancelIo(pipe, operation);
            }

            _ = WindowsMemory.Wait(done, uint.MaxValue);
        }

        error = GetOverlappedResult(pipe, operation, out uint count, wait: false) ? 0 : Marshal.GetLastPInvokeError();
        return (int)count;
    }

    private static IOException Failure(string what, int error) =>
        new($"Failed {what} a named pipe: {Marshal.GetPInvokeErrorMessage(error)}");

    [LibraryImport("kernel32", EntryPoint = "CreateNamedPipeW", StringMarshalling = StringMarshalling.Utf16, SetLastError = true)]
    private static partial nint CreateNamedPipe(
        string name, uint openMode, uint pipeMode, uint instances, uint outBytes, uint inBytes, uint timeout,
        WindowsMemory.SecurityAttributes* attributes);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool ConnectNamedPipe(SafePipeHandle pipe, NativeOverlapped* operation);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool DisconnectNamedPipe(SafePipeHandle pipe);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool PeekNamedPipe(SafePipeHandle pipe, nint buffer, uint length, nint read, out uint available, nint left);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool ReadFile(SafePipeHandle pipe, byte* buffer, uint length, nint read, NativeOverlapped* operation);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool WriteFile(SafePipeHandle pipe, byte* buffer, uint length, nint written, NativeOverlapped* operation);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetOverlappedResult(
        SafePipeHandle pipe, NativeOverlapped* operation, out uint count, [MarshalAs(UnmanagedType.Bool)] bool wait);

    [LibraryImport("kernel32", EntryPoint = "CancelIoEx")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CancelIo(SafePipeHandle pipe, NativeOverlapped* operation);

    /// <summary>Keeps pipe and event open for as long as one operation lasts.</summary>
    private readonly ref struct Use : IDisposable
    {
        private readonly SafePipeHandle pipe;
        private readonly SafeWaitHandle done;

        public Use(SafePipeHandle pipe, SafeWaitHandle done)
        {
            this.pipe = pipe;
            this.done = done;
            bool added = false;
            pipe.DangerousAddRef(ref added);
            bool both = false;
            try
            {
                done.DangerousAddRef(ref both);
            }
            finally
            {
                if (!both)
                {
                    pipe.DangerousRelease();
                }
            }
        }

        // The lowest bit keeps the completion away from the port that .NET has bound the handle to.
        public nint Completion => done.DangerousGetHandle() | 1;

        public void Dispose()
        {
            done.DangerousRelease();
            pipe.DangerousRelease();
        }
    }
}
