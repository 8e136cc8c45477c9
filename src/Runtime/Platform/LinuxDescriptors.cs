using System;
using System.IO;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ProcessIsolate.Platform;

/// <summary>Passing a descriptor over a Unix socket (SCM_RIGHTS), with Linux's structures.</summary>
internal static unsafe partial class LinuxDescriptors
{
    private const int SocketLevel = 1;
    private const int Rights = 1;
    private const int CloseOnExecOnReceive = 0x40000000;
    private const int NoSignal = 0x4000;
    private const ushort UnixFamily = 1;
    private const int Stream = 1;
    private const int CloseOnExec = 0x80000;
    private const int AddressLength = 110;
    private const int BothDirections = 2;
    private const int Interrupted = 4;
    private const int NameTooLong = 36;

    // cmsghdr: its length, level and type.
    private const int HeaderBytes = 8 + (2 * sizeof(int));

    // Linux lets one message carry 253. What there is no room for, the system closes; what there is room for and is not looked at
    // stays open. The rest is for other kinds of messages that it may add.
    private const int RoomForControl = 2048;

    /// <summary>The peer closed with bytes unread.</summary>
    public const int ConnectionReset = 104;

    /// <summary>Sends bytes with a descriptor attached to the first of them.</summary>
    /// <returns>The bytes sent; negative on failure.</returns>
    public static int Send(SafeHandle socket, ReadOnlySpan<byte> bytes, SafeHandle descriptor)
    {
        bool added = false;
        try
        {
            descriptor.DangerousAddRef(ref added);
            fixed (byte* start = bytes)
            {
                Segment segment = new() { Start = start, Length = (nuint)bytes.Length };
                ControlMessage control = new()
                {
                    Length = (nuint)(sizeof(nuint) + (2 * sizeof(int)) + sizeof(int)),
                    Level = SocketLevel,
                    Type = Rights,
                    Descriptor = (int)descriptor.DangerousGetHandle(),
                };
                Message message = new() { Segments = &segment, SegmentCount = 1, Control = &control, ControlLength = (nuint)sizeof(ControlMessage) };
                return (int)SendMessage(socket, &message, NoSignal);
            }
        }
        finally
        {
            if (added)
            {
                descriptor.DangerousRelease();
            }
        }
    }

    /// <summary>Receives bytes, and the descriptor attached to them if there is one.</summary>
    /// <returns>The bytes received; negative on failure.</returns>
    public static int Receive(int socket, Span<byte> buffer, out SafeFileHandle? descriptor, out int error)
    {
        fixed (byte* start = buffer)
        {
            Segment segment = new() { Start = start, Length = (nuint)buffer.Length };
            byte* room = stackalloc byte[RoomForControl];
            Message message = new() { Segments = &segment, SegmentCount = 1, Control = (ControlMessage*)room, ControlLength = RoomForControl };
            int count;
            do
            {
                message.ControlLength = RoomForControl;
                count = (int)ReceiveMessage(socket, &message, CloseOnExecOnReceive);
                error = Marshal.GetLastPInvokeError();
            }
            while (count < 0 && error == Interrupted);
            descriptor = count >= 0 ? TakeFirst(room, (long)message.ControlLength) : null;
            return count;
        }
    }

    // All that came belong to this process now. A peer of good will sends one; what else there is must not use up the numbers.
    private static SafeFileHandle? TakeFirst(byte* room, long length)
    {
        SafeFileHandle? first = null;
        for (byte* at = room; length >= HeaderBytes;)
        {
            ControlMessage* control = (ControlMessage*)at;
            long size = Math.Min((long)control->Length, length);
            if (control->Level == SocketLevel && control->Type == Rights)
            {
                int* descriptors = &control->Descriptor;
                for (long left = size - HeaderBytes; left >= sizeof(int); left -= sizeof(int), descriptors++)
                {
                    if (first is null)
                    {
                        first = new SafeFileHandle(*descriptors, ownsHandle: true);
                    }
                    else
                    {
                        _ = CloseSocket(*descriptors);
                    }
                }
            }

            // The next begins at a multiple of size_t; one that says that it has no length would never end.
            long step = (Math.Max(size, HeaderBytes) + sizeof(nuint) - 1) / sizeof(nuint) * sizeof(nuint);
            at += step;
            length -= step;
        }

        return first;
    }

    /// <summary>Makes two sockets that are connected with each other: one for this process, one for a child to inherit.</summary>
    /// <exception cref="IOException">This process has no descriptors left.</exception>
    [SupportedOSPlatform("linux")]
    public static (Socket Own, SafeFileHandle Other) MakePair()
    {
        int* ends = stackalloc int[2];
        if (SocketPair(UnixFamily, Stream | CloseOnExec, 0, ends) != 0)
        {
            throw LinuxFiles.Failure("make a pair of sockets", Marshal.GetLastPInvokeError());
        }

        SafeFileHandle low = new(ends[1], ownsHandle: true);
        Socket own = new(new SafeSocketHandle(ends[0], ownsHandle: true));
        try
        {
            // The child's own descriptors take the lowest numbers while it is started.
            return (own, LinuxFiles.Above(low, LinuxSpawn.ControlNumber));
        }
        catch (IOException)
        {
            own.Dispose();
            throw;
        }
    }

    /// <summary>Receives bytes; 0 at the end.</summary>
    /// <returns>The bytes received; negative on failure.</returns>
    public static int Receive(int socket, Span<byte> buffer, out int error)
    {
        fixed (byte* start = buffer)
        {
            int count;
            do
            {
                count = (int)ReceiveBytes(socket, start, (nuint)buffer.Length, 0);
                error = Marshal.GetLastPInvokeError();
            }
            while (count < 0 && error == Interrupted);
            return count;
        }
    }

    /// <summary>Sends bytes, as many as the system takes.</summary>
    /// <returns>The bytes sent; negative on failure.</returns>
    public static int Send(int socket, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            int count;
            do
            {
                count = (int)SendBytes(socket, start, (nuint)bytes.Length, NoSignal);
            }
            while (count < 0 && Marshal.GetLastPInvokeError() == Interrupted);
            return count;
        }
    }

    /// <summary>Connects to a listening Unix socket.</summary>
    /// <returns>The descriptor, which children do not inherit; negative on failure.</returns>
    public static int Connect(string path, out int error)
    {
        // sockaddr_un: the family, then the path with a closing zero, which the rest is filled with; or a zero and an
        // abstract name, which may use all the rest.
        Span<byte> address = stackalloc byte[AddressLength];
        address.Clear();
        _ = BitConverter.TryWriteBytes(address, UnixFamily);
        error = NameTooLong;
        bool isAbstract = path.StartsWith(Workers.WorkerEndpoint.AbstractMark);
        Span<byte> place = isAbstract ? address[(sizeof(ushort) + 1)..] : address[sizeof(ushort)..^1];
        if (!Encoding.UTF8.TryGetBytes(isAbstract ? path.AsSpan(1) : path, place, out _))
        {
            return -1;
        }

        int socket = OpenSocket(UnixFamily, Stream | CloseOnExec, 0);
        error = Marshal.GetLastPInvokeError();
        if (socket < 0)
        {
            return socket;
        }

        fixed (byte* start = address)
        {
            int connected;
            do
            {
                connected = ConnectSocket(socket, start, AddressLength);
                error = Marshal.GetLastPInvokeError();
            }
            while (connected != 0 && error == Interrupted);
            if (connected == 0)
            {
                return socket;
            }
        }

        CloseSocket(socket);
        return -1;
    }

    /// <summary>Ends a connection in both directions; a thread that waits there returns.</summary>
    public static void ShutDown(int socket) => _ = ShutDownSocket(socket, BothDirections);

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static partial nint SendMessage(SafeHandle socket, Message* message, int flags);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static partial nint ReceiveMessage(int socket, Message* message, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint ReceiveBytes(int socket, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint SendBytes(int socket, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int OpenSocket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    private static partial int ConnectSocket(int socket, byte* address, uint length);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseSocket(int socket);

    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    private static partial int SocketPair(int domain, int type, int protocol, int* ends);

    [LibraryImport("libc", EntryPoint = "shutdown")]
    private static partial int ShutDownSocket(int socket, int how);

    [StructLayout(LayoutKind.Sequential)]
    private struct Segment
    {
        public byte* Start;
        public nuint Length;
    }

    // cmsghdr with one descriptor, padded to the alignment of size_t.
    [StructLayout(LayoutKind.Sequential)]
    private struct ControlMessage
    {
        public nuint Length;
        public int Level;
        public int Type;
        public int Descriptor;
        public int Padding;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Message
    {
        public void* Name;
        public uint NameLength;
        public Segment* Segments;
        public nuint SegmentCount;
        public ControlMessage* Control;
        public nuint ControlLength;
        public int Flags;
    }
}
