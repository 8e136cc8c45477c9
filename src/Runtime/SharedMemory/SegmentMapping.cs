using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using Microsoft.Win32.SafeHandles;
using ProcessIsolate.Platform;

namespace ProcessIsolate.SharedMemory;

/// <summary>The uses of a segment's memory in this process, counted; the mapping and its descriptor go with the last one.</summary>
/// <remarks>
/// A span or reference that was handed out cannot be counted: its holder may go on using it after the segment was disposed. The
/// addresses then stay valid for ever: private memory takes the place of the shared one, in one step, so
/// that a thread in the middle of an access notices nothing. It takes no room until it is written to.
/// </remarks>
internal sealed unsafe class SegmentMapping : SafeHandleZeroOrMinusOneIsInvalid
{
    private const int Unmapped = 0;
    private const int Replaced = 1;
    private const int LeftAsItIs = 2;

    private readonly SafeFileHandle source;
    private readonly long size;

    // What becomes of the addresses in the end; only ever raised.
    private int fate;

    private SegmentMapping(nint address, SafeFileHandle source, long size)
        : base(ownsHandle: true)
    {
        this.source = source;
        this.size = size;
        SetHandle(address);
    }

    /// <summary>What lives exactly as long as the uses: closed with the last.</summary>
    public IDisposable? Companion { get; set; }

    public byte* Start => (byte*)handle;

    /// <param name="source">The descriptor or section; owned by the mapping from here on.</param>
    /// <param name="size">In bytes.</param>
    /// <exception cref="IOException">The object is smaller, or address space is short.</exception>
    public static SegmentMapping Map(SafeFileHandle source, long size)
    {
        nint address = OperatingSystem.IsWindows() ? WindowsMemory.Map(source, size) : UnixNative.Map(source, size);
        int error = Marshal.GetLastPInvokeError();
        SegmentMapping mapping = new(address, source, size);
        if (mapping.IsInvalid)
        {
            source.Dispose();
            throw new IOException($"Could not map {size:N0} bytes of shared memory: {Marshal.GetPInvokeErrorMessage(error)}.");
        }

        return mapping;
    }

    /// <summary>An address is handed out: it stays valid. To be called with a use held.</summary>
    public void KeepAddresses() => Interlocked.CompareExchange(ref fate, Replaced, Unmapped);

    /// <summary>The object whose addresses were handed out was not disposed, so they must go on meaning the shared memory.</summary>
    public void LeaveIfKept() => Interlocked.CompareExchange(ref fate, LeftAsItIs, Replaced);

    /// <summary>Puts private memory in the place of what is mapped there. Windows cannot do that in one step: the view stays.</summary>
    public static void Replace(nint start, long size)
    {
        if (OperatingSystem.IsLinux())
        {
            LinuxMemory.Replace((byte*)start, size);
        }
        else if (OperatingSystem.IsMacOS())
        {
            MacMemory.Replace((byte*)start, size);
        }
    }

    protected override bool ReleaseHandle()
    {
        Companion?.Dispose();
        switch (Volatile.Read(ref fate))
        {
            case Unmapped when OperatingSystem.IsWindows():
                WindowsMemory.Unmap(handle);
                break;
            case Unmapped:
                UnixNative.Unmap(handle, size);
                break;
            case Replaced:
                Replace(handle, size);
                break;
            case LeftAsItIs when WorkerContext.IsWorker:
                StaleAddresses.Add(handle, size);
                break;
            default:
                // A span of the program's may be in use for as long as it runs.
                break;
        }

        source.Dispose();
        return true;
    }
}
