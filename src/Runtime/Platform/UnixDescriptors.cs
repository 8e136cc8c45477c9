using System;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace ProcessIsolate.Platform;

/// <summary>Unix sockets by system calls, and descriptors passed over them, on the systems whose structures are known.</summary>
[UnsupportedOSPlatform("windows")]
internal static class UnixDescriptors
{
    public static bool IsSupported => OperatingSystem.IsLinux() || OperatingSystem.IsMacOS();

    /// <summary>The error of a read when the peer closed with bytes unread.</summary>
    public static int ConnectionReset => OperatingSystem.IsMacOS() ? MacDescriptors.ConnectionReset : LinuxDescriptors.ConnectionReset;

    /// <inheritdoc cref="LinuxDescriptors.Send(SafeHandle, ReadOnlySpan{byte}, SafeHandle)"/>
    public static int Send(SafeHandle socket, ReadOnlySpan<byte> bytes, SafeHandle descriptor) => OperatingSystem.IsMacOS()
        ? MacDescriptors.Send(socket, bytes, descriptor)
        : LinuxDescriptors.Send(socket, bytes, descriptor);

    /// <inheritdoc cref="LinuxDescriptors.Receive(int, Span{byte}, out SafeFileHandle?, out int)"/>
    public static int Receive(int socket, Span<byte> buffer, out SafeFileHandle? descriptor, out int error) => OperatingSystem.IsMacOS()
        ? MacDescriptors.Receive(socket, buffer, out descriptor, out error)
        : LinuxDescriptors.Receive(socket, buffer, out descriptor, out error);

    /// <inheritdoc cref="LinuxDescriptors.Receive(int, Span{byte}, out int)"/>
    public static int Receive(int socket, Span<byte> buffer, out int error) => OperatingSystem.IsMacOS()
        ? MacDescriptors.Receive(socket, buffer, out error)
        : LinuxDescriptors.Receive(socket, buffer, out error);

    /// <inheritdoc cref="LinuxDescriptors.Send(int, ReadOnlySpan{byte})"/>
    public static int Send(int socket, ReadOnlySpan<byte> bytes) =>
        OperatingSystem.IsMacOS() ? MacDescriptors.Send(socket, bytes) : LinuxDescriptors.Send(socket, bytes);

    /// <inheritdoc cref="LinuxDescriptors.Connect"/>
    public static int Connect(string path, out int error) =>
        OperatingSystem.IsMacOS() ? MacDescriptors.Connect(path, out error) : LinuxDescriptors.Connect(path, out error);

    /// <inheritdoc cref="LinuxDescriptors.ShutDown"/>
    public static void ShutDown(int socket)
    {
        if (OperatingSystem.IsMacOS())
        {
            MacDescriptors.ShutDown(socket);
        }
        else
        {
            LinuxDescriptors.ShutDown(socket);
        }
    }
}
