using System;
using System.IO;
using Microsoft.Win32.SafeHandles;
using ProcessIsolate.Platform;

namespace ProcessIsolate.SharedMemory;

/// <summary>A piece of memory mapped in this process and in others; nothing of it outlives them.</summary>
/// <remarks>
/// On Linux a sealed memory file and on macOS an unlinked memory object, whose descriptor travels over the control socket.
/// On Windows a section under a random name that only the current user can open; the name goes with the last handle. The
/// memory stays mapped while a thread holds a use of it (<see cref="TryAcquire"/>): disposing on one thread never pulls it
/// away under another.
/// </remarks>
internal sealed unsafe class SharedSegment : IDisposable
{
    /// <summary>The largest segment: far more than is of use, far less than what overflows a sum.</summary>
    public static readonly long MaxSize = Environment.Is64BitProcess ? 1L << 42 : 1L << 30;

    private readonly SafeFileHandle handle;
    private readonly SegmentMapping mapping;
    private readonly byte* start;

    private SharedSegment(SafeFileHandle handle, string? name, long size, bool isNew, long committed = long.MaxValue)
    {
        this.handle = handle;
        Name = name;
        Size = size;
        mapping = SegmentMapping.Map(handle, OperatingSystem.IsWindows() ? WindowsWaits.SizeWith(size) : size);
        start = mapping.Start;
        if (OperatingSystem.IsWindows())
        {
            if (committed < size)
            {
                WindowsMemory.Commit(start, committed);
                WindowsMemory.Commit(start + size, WindowsWaits.SizeWith(size) - size);
            }

            // Closed with the mapping: a thread that holds a use of the memory can still wait.
            mapping.Companion = WindowsWaits = new WindowsWaits(start, size, isNew);
        }
    }

    /// <summary>Whether this system can share memory so.</summary>
    public static bool IsSupported => SharedWait.IsSupported;

    /// <summary>In bytes, as it was made; on macOS rounded up to whole pages.</summary>
    public long Size { get; }

    /// <summary>The descriptor or section; it stays the segment's.</summary>
    public SafeFileHandle Handle => handle;

    /// <summary>Linux and macOS: the descriptor to send along with a message about the segment; null on Windows, where the
    /// message has the <see cref="Name"/>.</summary>
    public SafeFileHandle? Attachment => OperatingSystem.IsWindows() ? null : handle;

    /// <summary>Windows: what another process of the same user needs for <see cref="OpenNamed"/>; null elsewhere.</summary>
    public string? Name { get; }

    /// <summary>Windows: the semaphores of this segment's words.</summary>
    internal WindowsWaits? WindowsWaits { get; }

    /// <summary>Makes a segment, filled with zeros.</summary>
    /// <exception cref="IOException">Memory is short; the message says how much was asked for.</exception>
    public static SharedSegment Create(long size) => Create(size, size);

    /// <summary>Makes a segment, filled with zeros, of which at first only a part is there.</summary>
    /// <param name="size">In bytes.</param>
    /// <param name="committed">How much of its beginning is there; the rest must be committed (<see cref="Commit"/>) before it is touched.</param>
    /// <exception cref="IOException">Memory is short; the message says how much was asked for.</exception>
    public static SharedSegment Create(long size, long committed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        if (size > MaxSize)
        {
            throw new IOException($"There is no room for {size:N0} bytes of shared memory: a segment holds {MaxSize:N0} bytes at most.");
        }

        if (OperatingSystem.IsLinux())
        {
            return new SharedSegment(LinuxMemory.Create(size, committed), null, size, isNew: true);
        }

        // Linux knows better. The others find out that memory is short when it is used, or after minutes of making room.
        long available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (committed > available)
        {
            throw new IOException($"There is no room for {committed:N0} bytes of shared memory: {available:N0} bytes are available.");
        }

        if (OperatingSystem.IsWindows())
        {
            string name = SegmentName.Make();
            SafeFileHandle section = WindowsMemory.CreateSection(name, WindowsWaits.SizeWith(size), isReserved: committed < size);
            return new SharedSegment(section, name, size, isNew: true, committed);
        }

        if (OperatingSystem.IsMacOS())
        {
            SafeFileHandle made = MacMemory.Create(ref size);
            return new SharedSegment(made, null, size, isNew: true);
        }

        throw new PlatformNotSupportedException();
    }

    /// <summary>Linux and macOS: maps a segment that another process made.</summary>
    /// <param name="handle">Its descriptor; owned by the segment from here on.</param>
    /// <param name="size">Its <see cref="Size"/>, as the other process says.</param>
    /// <exception cref="IOException">The descriptor is not what the other process said.</exception>
    public static SharedSegment Open(SafeFileHandle handle, long size)
    {
        // Memory of another size, or one that its maker could still shrink, would crash the process that touches it. macOS tells no size;
        // of a memory object it maps no more than there is, and lets the size be set once only.
        bool fits = size >= 1 && size <= MaxSize && (OperatingSystem.IsMacOS() ? MacMemory.IsMemoryObject(handle) : LinuxMemory.IsSealed(handle, size));
        if (!fits)
        {
            handle.Dispose();
            throw new IOException($"A descriptor is no shared segment of {size:N0} bytes.");
        }

        return new SharedSegment(handle, null, size, isNew: false);
    }

    /// <summary>Windows: maps a segment that another process of the same user made.</summary>
    /// <param name="name">Its <see cref="Name"/>.</param>
    /// <param name="size">Its <see cref="Size"/>.</param>
    /// <exception cref="IOException">There is no such segment, or it is smaller, or the name is none of a segment.</exception>
    public static SharedSegment OpenNamed(string name, long size)
    {
        if (!OperatingSystem.IsWindows() || !SegmentName.IsValid(name) || size < 1 || size > MaxSize)
        {
            throw new IOException("What was received is no name and size of a shared segment.");
        }

        return new SharedSegment(WindowsMemory.OpenSection(name), name, size, isNew: false);
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

    /// <summary>Sees to it that a part of the memory is there; whole pages. Twice does no harm.</summary>
    /// <exception cref="IOException">Memory is short.</exception>
    public void Commit(long offset, long length)
    {
        byte* at = At(offset, length);
        if (OperatingSystem.IsLinux())
        {
            LinuxMemory.Commit(handle, offset, length);
        }
        else if (OperatingSystem.IsWindows())
        {
            WindowsMemory.Commit(at, length);
        }
    }

    /// <summary>Gives a part of the memory back to the system; whole pages. What stood there is gone.</summary>
    public void GiveBack(long offset, long length)
    {
        byte* at = At(offset, length);
        if (OperatingSystem.IsLinux())
        {
            LinuxMemory.GiveBack(handle, offset, length);
        }
        else if (OperatingSystem.IsWindows())
        {
            WindowsMemory.GiveBack(at, length);
        }
        else if (OperatingSystem.IsMacOS())
        {
            MacMemory.GiveBack(at, length);
        }
    }

    /// <summary>The place of a word that <see cref="At"/> gave.</summary>
    public long OffsetOf(uint* word)
    {
        long offset = (byte*)word - start;
        return offset >= 0 && offset <= Size - sizeof(uint)
            ? offset
            : throw new ArgumentOutOfRangeException(nameof(word), offset, $"The word lies outside the segment of {Size} bytes.");
    }

    /// <summary>Takes a use of the memory; false once it is disposed.</summary>
    public bool TryAcquire()
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

    public void Release() => mapping.DangerousRelease();

    /// <inheritdoc cref="SegmentMapping.KeepAddresses"/>
    public void KeepAddresses() => mapping.KeepAddresses();

    /// <inheritdoc cref="SegmentMapping.LeaveIfKept"/>
    public void LeaveIfKept() => mapping.LeaveIfKept();

    /// <summary>Ends the segment here, once the last use is given back.</summary>
    public void Dispose() => mapping.Dispose();
}
