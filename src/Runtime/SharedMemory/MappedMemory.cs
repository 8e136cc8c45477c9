using System;
using System.IO;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using ProcessIsolate.Platform;

namespace ProcessIsolate.SharedMemory;

/// <summary>The mapping of a segment into this process; unmapped when it is disposed and nobody holds a use of it.</summary>
internal sealed class MappedMemory : SafeHandleZeroOrMinusOneIsInvalid
{
    private readonly long size;

    private MappedMemory(nint address, long size)
        : base(ownsHandle: true)
    {
        this.size = size;
        SetHandle(address);
    }

    /// <summary>What lives exactly as long as the mapping: closed with it.</summary>
    public IDisposable? Companion { get; set; }

    public unsafe byte* Start => (byte*)handle;

    /// <exception cref="IOException">The object is smaller, or address space is short.</exception>
    public static MappedMemory Map(SafeFileHandle source, long size)
    {
        nint address = OperatingSystem.IsWindows() ? WindowsMemory.Map(source, size) : UnixNative.Map(source, size);
        int error = Marshal.GetLastPInvokeError();
        MappedMemory memory = new(address, size);
        return !memory.IsInvalid
            ? memory
            : throw new IOException($"Could not map {size:N0} bytes of shared memory: {Marshal.GetPInvokeErrorMessage(error)}.");
    }

    protected override bool ReleaseHandle()
    {
        Companion?.Dispose();
        return OperatingSystem.IsWindows() ? WindowsMemory.Unmap(handle) : UnixNative.Unmap(handle, size);
    }
}
