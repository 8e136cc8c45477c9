using System;
using System.Runtime.InteropServices;

namespace ProcessIsolate.Platform;

/// <summary>What macOS offers beyond the base class library.</summary>
internal static class MacNative
{
    private const int LocalLevel = 0;
    private const int LocalPeerProcessId = 2;

    /// <summary>The process id of a Unix socket's peer.</summary>
    public static int GetPeerProcessId(System.Net.Sockets.Socket socket)
    {
        Span<byte> value = stackalloc byte[sizeof(int)];
        int length = socket.GetRawSocketOption(LocalLevel, LocalPeerProcessId, value);
        return length >= sizeof(int) ? MemoryMarshal.Read<int>(value) : -1;
    }
}
