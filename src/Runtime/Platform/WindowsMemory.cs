using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.Principal;
using Microsoft.Win32.SafeHandles;

namespace ProcessIsolate.Platform;

/// <summary>Named sections and semaphores on Windows, open to the current user alone.</summary>
[SupportedOSPlatform("windows")]
internal static unsafe partial class WindowsMemory
{
    /// <summary>What one wait can watch.</summary>
    public const int MaxWaits = 64;

    private const uint ReadWritePages = 0x04;
    private const uint ReservedPages = 0x0400_0000;
    private const uint CommitPages = 0x1000;
    private const uint ResetPages = 0x0008_0000;
    private const uint MapReadWrite = 0x02 | 0x04;
    private const uint SemaphoreRights = 0x0010_0000 | 0x0002;
    private const int NotFound = 2;
    private const int AlreadyExists = 183;
    private const uint TimedOut = 258;
    private const uint Failed = uint.MaxValue;
    private const uint Revision = 1;

    // Everything for the user this process runs as, nothing for others, nothing inherited.
    private static readonly Lazy<string> OwnUserOnly = new(() =>
    {
        using WindowsIdentity identity = WindowsIdentity.GetCurrent();
        return $"D:P(A;;GA;;;{identity.User?.Value ?? "OW"})";
    });

    /// <summary>Makes a section that the paging file backs.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="size">In bytes.</param>
    /// <param name="isReserved">Whether its memory is not promised yet: parts must be committed before they are touched.</param>
    /// <exception cref="IOException">Memory is short, or the name is taken.</exception>
    public static SafeFileHandle CreateSection(string name, long size, bool isReserved)
    {
        uint pages = ReadWritePages | (isReserved ? ReservedPages : 0);
        using SecurityDescriptor descriptor = new();
        SecurityAttributes attributes = descriptor.Attributes;
        SafeFileHandle section = new(
            CreateFileMapping(-1, &attributes, pages, (uint)(size >> 32), (uint)size, name), ownsHandle: true);
        int error = Marshal.GetLastPInvokeError();
        if (section.IsInvalid || error == AlreadyExists)
        {
            section.Dispose();
            throw Failure($"create {size:N0} bytes of", error);
        }

        return section;
    }

    /// <exception cref="FileNotFoundException">There is none of that name, or no more.</exception>
    /// <exception cref="IOException">It belongs to another process.</exception>
    public static SafeFileHandle OpenSection(string name)
    {
        SafeFileHandle section = new(OpenFileMapping(MapReadWrite, inherit: false, name), ownsHandle: true);
        if (section.IsInvalid)
        {
            int error = Marshal.GetLastPInvokeError();
            section.Dispose();
            IOException failure = Failure("open", error);
            throw error == NotFound ? new FileNotFoundException(failure.Message) : failure;
        }

        return section;
    }

    /// <returns>The address; zero on failure, also when the section is smaller.</returns>
    public static nint Map(SafeFileHandle section, long size) => MapViewOfFile(section, MapReadWrite, 0, 0, checked((nuint)size));

    /// <summary>Promises the memory of a part of a mapped section, for all processes that have it. Twice does no harm.</summary>
    /// <exception cref="IOException">Memory is short.</exception>
    public static void Commit(byte* start, long size)
    {
        if (Allocate(start, (nuint)size, CommitPages, ReadWritePages) == 0)
        {
            throw Failure($"allocate {size:N0} bytes of", Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Tells the system that the content of some pages is of no use any more. They stay promised: of a section nothing can
    /// be taken back.</summary>
    public static void GiveBack(byte* start, long size) => _ = Allocate(start, (nuint)size, ResetPages, ReadWritePages);

    public static bool Unmap(nint address) => UnmapViewOfFile(address);

    /// <summary>Makes a semaphore of that name, or opens it where it exists.</summary>
    public static SafeWaitHandle OpenOrCreateSemaphore(string name, int limit)
    {
        using SecurityDescriptor descriptor = new();
        SecurityAttributes attributes = descriptor.Attributes;
        SafeWaitHandle semaphore = new(CreateSemaphore(&attributes, 0, limit, name, 0, SemaphoreRights), ownsHandle: true);
        if (semaphore.IsInvalid)
        {
            int error = Marshal.GetLastPInvokeError();
            semaphore.Dispose();
            throw Failure("make a semaphore for", error);
        }

        return semaphore;
    }

    /// <returns>False when it would count beyond its limit; then it stays as it is.</returns>
    public static bool Release(SafeWaitHandle semaphore, int count) => ReleaseSemaphore(semaphore, count, 0);

    /// <returns>False when time ran out.</returns>
    public static bool Wait(SafeWaitHandle handle, uint milliseconds)
    {
        uint result = WaitForSingleObject(handle, milliseconds);
        return result != Failed
            ? result != TimedOut
            : throw new InvalidOperationException($"Waiting on shared memory failed with error {Marshal.GetLastPInvokeError()}.");
    }

    /// <summary>Waits for any of up to <see cref="MaxWaits"/> handles, whose owners keep them open meanwhile.</summary>
    /// <returns>False when time ran out.</returns>
    public static bool WaitAny(ReadOnlySpan<nint> handles, uint milliseconds)
    {
        fixed (nint* first = handles)
        {
            uint result = WaitForMultipleObjects((uint)handles.Length, first, waitAll: false, milliseconds);
            return result != Failed
                ? result != TimedOut
                : throw new InvalidOperationException($"Waiting on shared memory failed with error {Marshal.GetLastPInvokeError()}.");
        }
    }

    private static IOException Failure(string what, int error) =>
        new($"Could not {what} shared memory: {Marshal.GetPInvokeErrorMessage(error)}");

    [LibraryImport("kernel32", EntryPoint = "CreateFileMappingW", StringMarshalling = StringMarshalling.Utf16, SetLastError = true)]
    private static partial nint CreateFileMapping(
        nint file, SecurityAttributes* attributes, uint protection, uint sizeHigh, uint sizeLow, string name);

    [LibraryImport("kernel32", EntryPoint = "OpenFileMappingW", StringMarshalling = StringMarshalling.Utf16, SetLastError = true)]
    private static partial nint OpenFileMapping(uint access, [MarshalAs(UnmanagedType.Bool)] bool inherit, string name);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial nint MapViewOfFile(SafeFileHandle section, uint access, uint offsetHigh, uint offsetLow, nuint size);

    [LibraryImport("kernel32", EntryPoint = "VirtualAlloc", SetLastError = true)]
    private static partial nint Allocate(byte* address, nuint size, uint type, uint protection);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool UnmapViewOfFile(nint address);

    [LibraryImport("kernel32", EntryPoint = "CreateSemaphoreExW", StringMarshalling = StringMarshalling.Utf16, SetLastError = true)]
    private static partial nint CreateSemaphore(
        SecurityAttributes* attributes, int count, int limit, string name, uint flags, uint access);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool ReleaseSemaphore(SafeWaitHandle semaphore, int count, nint previous);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial uint WaitForSingleObject(SafeWaitHandle handle, uint milliseconds);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial uint WaitForMultipleObjects(
        uint count, nint* handles, [MarshalAs(UnmanagedType.Bool)] bool waitAll, uint milliseconds);

    [LibraryImport("advapi32", EntryPoint = "ConvertStringSecurityDescriptorToSecurityDescriptorW",
        StringMarshalling = StringMarshalling.Utf16, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool ParseDescriptor(string text, uint revision, out nint descriptor, nint size);

    [LibraryImport("kernel32")]
    private static partial nint LocalFree(nint memory);

    [StructLayout(LayoutKind.Sequential)]
    internal struct SecurityAttributes
    {
        public uint Length;
        public nint Descriptor;
        public int Inherit;
    }

    /// <summary>That only the current user may open an object, in the form the system reads.</summary>
    internal sealed class SecurityDescriptor : IDisposable
    {
        private nint memory;

        public SecurityDescriptor()
        {
            if (!ParseDescriptor(OwnUserOnly.Value, Revision, out memory, 0))
            {
                throw Failure("protect", Marshal.GetLastPInvokeError());
            }
        }

        public SecurityAttributes Attributes => new() { Length = (uint)sizeof(SecurityAttributes), Descriptor = memory };

        public void Dispose()
        {
            _ = LocalFree(memory);
            memory = 0;
        }
    }
}
