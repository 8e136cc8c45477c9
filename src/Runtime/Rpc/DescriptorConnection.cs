using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using ProcessIsolate.Platform;

namespace ProcessIsolate.Rpc;

/// <summary>A worker's end of its socket on Linux and macOS, by system calls alone.</summary>
/// <remarks>.NET's socket class brings four assemblies, an event source and an epoll engine along, which cost a fresh worker
/// more than all the rest of its own start. A worker reads and writes in a blocking way only, and keeps its socket until it
/// ends; so the descriptor is never closed, and cannot be closed under a reader.</remarks>
[UnsupportedOSPlatform("windows")]
internal sealed class DescriptorConnection : Connection
{
    private readonly int descriptor;

    // Read by whichever thread reads; there is one at a time. Made with the first: most workers get one.
    private Queue<SafeFileHandle>? descriptors;

    private DescriptorConnection(int descriptor) => this.descriptor = descriptor;

    /// <exception cref="IOException">No process listens there.</exception>
    public static DescriptorConnection Connect(string path)
    {
        int descriptor = UnixDescriptors.Connect(path, out int error);
        return descriptor >= 0 ? new DescriptorConnection(descriptor) : throw new IOException($"No connection to '{path}': error {error}.");
    }

    /// <summary>One that was open when this process started.</summary>
    public static DescriptorConnection Inherited(int descriptor)
    {
        // Not for what this process starts.
        UnixNative.CloseOnStart(descriptor);
        return new DescriptorConnection(descriptor);
    }

    public override int Receive(Span<byte> buffer)
    {
        int count = UnixDescriptors.Receive(descriptor, buffer, out SafeFileHandle? attached, out int error);
        if (attached is not null)
        {
            (descriptors ??= new Queue<SafeFileHandle>()).Enqueue(attached);
        }

        return count >= 0 ? count : throw new ConnectionLostException(undelivered: error == UnixDescriptors.ConnectionReset);
    }

    public override SafeFileHandle? TakeDescriptor() => descriptors is not null && descriptors.TryDequeue(out SafeFileHandle? first) ? first : null;

    public override void Send(ReadOnlySpan<byte> bytes, SafeFileHandle attached)
    {
        using SafeFileHandle socket = new(descriptor, ownsHandle: false);
        int count = UnixDescriptors.Send(socket, bytes, attached);
        Send(count >= 0 ? bytes[count..] : throw new ConnectionLostException(undelivered: true));
    }

    public override void Send(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int count = UnixDescriptors.Send(descriptor, bytes);
            bytes = count >= 0 ? bytes[count..] : throw new ConnectionLostException(undelivered: true);
        }
    }

    public override bool CanSendNow() => throw new NotSupportedException("A worker has nothing to send that can wait.");

    public override bool HasUnreadData() => throw new NotSupportedException("A worker reads all the time.");

    // Wakes a thread blocked in recv. The descriptor itself goes with the process.
    public override void Abort() => UnixDescriptors.ShutDown(descriptor);
}
