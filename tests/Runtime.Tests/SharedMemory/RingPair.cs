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
        Worker = RingConnection.Open(OpenAgain(Host.Segment));
        raw = OpenAgain(Host.Segment);
        Host.TryAcquire();
        Worker.TryAcquire();
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
        Host.Release();
        Worker.Release();
        raw.Dispose();
    }

    /// <summary>A second mapping of a segment, as another process would have it.</summary>
    public static SharedSegment OpenAgain(SharedSegment segment) => segment.Name is { } name
        ? SharedSegment.OpenNamed(name, segment.Size)
        : SharedSegment.Open(Duplicate(segment.Handle), segment.Size);

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
