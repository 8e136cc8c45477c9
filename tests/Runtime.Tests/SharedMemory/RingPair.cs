using System;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Runtime.Tests.SharedMemory;

/// <summary>Both ends of a lane in one process, and the raw memory between them.</summary>
internal sealed partial class RingPair : IDisposable
{
    private readonly SharedSegment raw;

    public RingPair(int capacity)
    {
        Host = RingConnection.Create(capacity);
        Worker = RingConnection.Open(Duplicate(Host.Handle));
        raw = SharedSegment.Open(Duplicate(Host.Handle));
    }

    public RingConnection Host { get; }

    public RingConnection Worker { get; }

    /// <summary>Writes where a hostile peer could.</summary>
    public unsafe void Poke(int offset, long value) => *(long*)raw.At(offset, sizeof(long)) = value;

    public unsafe long Peek(int offset) => *(long*)raw.At(offset, sizeof(long));

    public void Dispose()
    {
        Host.Dispose();
        Worker.Dispose();
        raw.Dispose();
    }

    public static SafeFileHandle Duplicate(SafeFileHandle handle)
    {
        bool added = false;
        handle.DangerousAddRef(ref added);
        int copy = DuplicateDescriptor((int)handle.DangerousGetHandle());
        handle.DangerousRelease();
        return new SafeFileHandle(copy, ownsHandle: true);
    }

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int DuplicateDescriptor(int descriptor);
}
