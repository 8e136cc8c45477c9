using System;
using System.IO;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Threading;
using Microsoft.Win32.SafeHandles;
using ProcessIsolate.Platform;

namespace ProcessIsolate.SharedMemory;

/// <summary>The uses of a segment's memory in this process, counted; the mapping and its descriptor go with the last one.</summary>
/// <remarks>
/// A span or reference that was handed out cannot be counted: its holder may go on using it after the segment was disposed. The
/// addresses then stay valid for ever: private memory that nobody else sees takes the place of the shared one, in one step, so
/// that a thread in the middle of an access notices nothing. It takes no room until somebody writes there.
/// </remarks>
internal sealed unsafe class SegmentMapping : SafeHandle
{
    private const int Unmapped = 0;
    private const int Replaced = 1;
    private const int LeftAsItIs = 2;

    private readonly SafeFileHandle descriptor;
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly long size;

    // What becomes of the addresses in the end; only ever raised.
    private int fate;

    public SegmentMapping(SafeFileHandle descriptor, long size)
        : base(0, ownsHandle: true)
    {
        this.descriptor = descriptor;
        this.size = size;
        file = MemoryMappedFile.CreateFromFile(
            descriptor, null, size, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        view = file.CreateViewAccessor(0, size, MemoryMappedFileAccess.ReadWrite);
        byte* pointer = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        SetHandle((nint)(pointer + view.PointerOffset));
        // AcquirePointer holds a use of its own, which would keep the memory mapped for ever; uses are those of this handle.
        view.SafeMemoryMappedViewHandle.ReleasePointer();
    }

    public override bool IsInvalid => handle == 0;

    public byte* Start => (byte*)handle;

    /// <summary>An address is handed out: it stays valid. To be called with a use held.</summary>
    public void KeepAddresses() => Interlocked.CompareExchange(ref fate, Replaced, Unmapped);

    /// <summary>Nobody disposed the object whose addresses were handed out, so they must go on meaning the shared memory.</summary>
    public void LeaveIfKept() => Interlocked.CompareExchange(ref fate, LeftAsItIs, Replaced);

    protected override bool ReleaseHandle()
    {
        switch (Volatile.Read(ref fate))
        {
            case Unmapped:
                view.Dispose();
                break;
            case Replaced when OperatingSystem.IsLinux():
                LinuxMemory.Replace(Start, size);
                view.SafeMemoryMappedViewHandle.SetHandleAsInvalid();
                break;
            default:
                view.SafeMemoryMappedViewHandle.SetHandleAsInvalid();
                break;
        }

        file.Dispose();
        descriptor.Dispose();
        return true;
    }
}
