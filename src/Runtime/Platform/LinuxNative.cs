using System;
using System.Runtime.InteropServices;

namespace ProcessIsolate.Platform;

/// <summary>What Linux offers beyond the base class library.</summary>
internal static partial class LinuxNative
{
    private const int SetParentDeathSignal = 1;
    private const int SetTracer = 0x59616d61;
    private const int KillSignal = 9;
    private const int SocketLevel = 1;
    private const int PeerCredentials = 17;

    /// <summary>Asks the kernel to kill this process when the thread that started it ends.</summary>
    /// <remarks>The launcher thread never ends before its process does, so this means the host's death.</remarks>
    public static void DieWithParent() => _ = PrCtl(SetParentDeathSignal, KillSignal, 0, 0, 0);

    /// <summary>Whether the system lets no process look into another but its descendants, unless that one agrees.</summary>
    public static bool TracingNeedsConsent { get; } = ReadsOne("/proc/sys/kernel/yama/ptrace_scope");

    /// <summary>Lets a process, and what it starts, look into this one; 0 for none.</summary>
    public static void LetTrace(int processId) => _ = PrCtl(SetTracer, (nuint)processId, 0, 0, 0);

    /// <summary>The process id of a Unix socket's peer, at the time it connected.</summary>
    public static int GetPeerProcessId(System.Net.Sockets.Socket socket)
    {
        // struct ucred: pid, uid, gid, each 4 bytes.
        Span<byte> credentials = stackalloc byte[12];
        int length = socket.GetRawSocketOption(SocketLevel, PeerCredentials, credentials);
        return length >= sizeof(int) ? MemoryMarshal.Read<int>(credentials) : -1;
    }

    /// <summary>Fills a few bytes with what cannot be guessed.</summary>
    /// <returns>False where the system does not give them.</returns>
    public static bool TryFillRandom(Span<byte> bytes) => GetRandom(bytes, (nuint)bytes.Length, 0) == bytes.Length;

    private static bool ReadsOne(string path)
    {
        try
        {
            return System.IO.File.ReadAllText(path).Trim() == "1";
        }
        catch (Exception exception) when (exception is System.IO.IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "getrandom")]
    private static partial nint GetRandom(Span<byte> buffer, nuint length, uint flags);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int PrCtl(int option, nuint argument2, nuint argument3, nuint argument4, nuint argument5);
}
