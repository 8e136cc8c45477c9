using System;
using System.IO;
using Microsoft.Win32.SafeHandles;
using ProcessIsolate.Platform;

namespace ProcessIsolate.SharedMemory;

/// <summary>A piece of memory mapped in this process and in others, without a name in the file system.</summary>
/// <remarks>
/// On Linux a sealed memory file whose descriptor travels over the control socket; it is gone when the last process that
/// maps it is. The memory stays mapped while somebody holds a use of it (<see cref="TryEnter"/>): disposing on one thread
/// never pulls it away under another.
/// </remarks>
internal sealed unsafe class SharedSegment : IDisposable
{
    private readonly SafeFileHandle handle;
    private readonly SegmentMapping mapping;
    private readonly byte* start;

    private SharedSegment(SafeFileHandle handle, long size)
    {
        this.handle = handle;
        Size = size;
        mapping = new SegmentMapping(handle, size);
        start = mapping.Start;
    }

    /// <summary>Whether this system can share memory so.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux() && LinuxMemory.HasFutex;

    public long Size { get; }

    public SafeFileHandle Handle => handle;

    /// <exception cref="IOException">Memory is short; the message says how much was asked for.</exception>
    public static SharedSegment Create(long size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return new SharedSegment(LinuxMemory.Create(size), size);
    }

    /// <summary>Maps a segment that another process made.</summary>
    /// <param name="handle">Its descriptor; owned by the segment from here on.</param>
    /// <exception cref="IOException">The descriptor is not what the other process said.</exception>
    public static SharedSegment Open(SafeFileHandle handle)
    {
        long size = RandomAccess.GetLength(handle);
        return size > 0 ? new SharedSegment(handle, size) : throw new IOException("A shared segment is empty.");
    }

    /// <summary>The address of a part of the segment; valid while a use is held.</summary>
    public byte* At(long offset, long length)
    {
        if (offset < 0 || length < 0 || offset > Size - length)
        {
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"{length} bytes there lie outside the segment of {Size} bytes.");
        }

        return start + offset;
    }

    /// <summary>Takes a use of the memory; false once it is disposed.</summary>
    public bool TryEnter()
    {
        bool added = false;
        try
        {
            mapping.DangerousAddRef(ref added);
        }
        catch (ObjectDisposedException)
        {
            return false;
        }

        return added;
    }

    public void Exit() => mapping.DangerousRelease();

    /// <inheritdoc cref="SegmentMapping.KeepAddresses"/>
    public void KeepAddresses() => mapping.KeepAddresses();

    /// <inheritdoc cref="SegmentMapping.LeaveIfKept"/>
    public void LeaveIfKept() => mapping.LeaveIfKept();

    /// <summary>Ends the segment here, once the last use is given back.</summary>
    public void Dispose() => mapping.Dispose();
}
