using System;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ProcessIsolate.Platform;

/// <summary>Passing a descriptor over a Unix socket (SCM_RIGHTS), with macOS's structures.</summary>
[SupportedOSPlatform("macos")]
internal static unsafe partial class MacDescriptors
{
    private const int SocketLevel = 0xFFFF;
    private const int Rights = 1;
    private const int NoSignalOption = 0x1022;
    private const byte UnixFamily = 1;
    private const int Stream = 1;
    private const int AddressLength = 106;
    private const int BothDirections = 2;
    private const int Interrupted = 4;

    // The system lets one message carry 512. What there is no room for could be open here under an unknown number.
    private const int RoomForDescriptors = (3 + 512) * sizeof(int);
    private const int NameTooLong = 63;

    // _IO('f', 1): sets close-on-exec. It takes no further argument, unlike fcntl, whose variable one would have to lie on
    // the stack on Arm64.
    private const nuint CloseOnExecRequest = 0x20006601;

    /// <summary>The peer closed with bytes unread.</summary>
    public const int ConnectionReset = 54;

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
                    Length = (uint)sizeof(ControlMessage),
                    Level = SocketLevel,
                    Type = Rights,
                    Descriptor = (int)descriptor.DangerousGetHandle(),
                };
                Message message = new() { Segments = &segment, SegmentCount = 1, Control = &control, ControlLength = (uint)sizeof(ControlMessage) };
                int count;
                do
                {
                    count = (int)SendMessage(socket, &message, 0);
                }
                while (count < 0 && Marshal.GetLastPInvokeError() == Interrupted);
                return count;
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
            byte* room = stackalloc byte[RoomForDescriptors];
            Message message = new() { Segments = &segment, SegmentCount = 1, Control = (ControlMessage*)room, ControlLength = RoomForDescriptors };
            int count;
            do
            {
                message.ControlLength = RoomForDescriptors;
                count = (int)ReceiveMessage(socket, &message, 0);
                error = Marshal.GetLastPInvokeError();
            }
            while (count < 0 && error == Interrupted);
            descriptor = count >= 0 ? TakeFirst(room, message.ControlLength) : null;
            return count;
        }
    }

    // All that came belong to this process now. A peer of good will sends one; what else there is must not use up the numbers.
    private static SafeFileHandle? TakeFirst(byte* room, long length)
    {
        const int HeaderBytes = 3 * sizeof(int);
        SafeFileHandle? first = null;
        for (byte* at = room; length >= HeaderBytes;)
        {
            ControlMessage* control = (ControlMessage*)at;
            long size = Math.Min(control->Length, length);
            if (control->Level == SocketLevel && control->Type == Rights)
            {
                int* descriptors = &control->Descriptor;
                for (long left = size - HeaderBytes; left >= sizeof(int); left -= sizeof(int), descriptors++)
                {
                    if (first is null)
                    {
                        // There is no flag to receive it so: a process that is started in this very moment inherits it.
                        CloseOnExec(*descriptors);
                        first = new SafeFileHandle(*descriptors, ownsHandle: true);
                    }
                    else
                    {
                        _ = CloseSocket(*descriptors);
                    }
                }
            }

            // The next begins at a multiple of four bytes; one that says that it has no length would never end.
            long step = (Math.Max(size, HeaderBytes) + sizeof(int) - 1) / sizeof(int) * sizeof(int);
            at += step;
            length -= step;
        }

        return first;
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
                count = (int)SendBytes(socket, start, (nuint)bytes.Length, 0);
            }
            while (count < 0 && Marshal.GetLastPInvokeError() == Interrupted);
            return count;
        }
    }

    /// <summary>Connects to a listening Unix socket.</summary>
    /// <returns>The descriptor, which children do not inherit; negative on failure.</returns>
    public static int Connect(string path, out int error)
    {
        // sockaddr_un: its length, the family, each one byte, then the path with a closing zero.
        Span<byte> address = stackalloc byte[AddressLength];
        address.Clear();
        address[0] = AddressLength;
        address[1] = UnixFamily;
        error = NameTooLong;
        if (!Encoding.UTF8.TryGetBytes(path, address[2..^1], out _))
        {
            return -1;
        }

        int socket = OpenSocket(UnixFamily, Stream, 0);
        error = Marshal.GetLastPInvokeError();
        if (socket < 0)
        {
            return socket;
        }

        CloseOnExec(socket);
        int one = 1;
        // Writing to a host that is gone must be an error and not a signal.
        _ = SetSocketOption(socket, SocketLevel, NoSignalOption, &one, sizeof(int));
        fixed (byte* start = address)
        {
            // Not repeated when interrupted: a second try would find the connection under way. No signal comes this early.
            if (ConnectSocket(socket, start, AddressLength) == 0)
            {
                return socket;
            }

            error = Marshal.GetLastPInvokeError();
        }

        _ = CloseSocket(socket);
        return -1;
    }

    /// <summary>Ends a connection in both directions; a thread that waits there returns.</summary>
    public static void ShutDown(int socket) => _ = ShutDownSocket(socket, BothDirections);

    /// <summary>Keeps a descriptor from processes started later.</summary>
    public static void CloseOnExec(int descriptor) => _ = ControlDevice(descriptor, CloseOnExecRequest);

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

    [LibraryImport("libc", EntryPoint = "setsockopt")]
    private static partial int SetSocketOption(int socket, int level, int option, void* value, uint length);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    private static partial int ConnectSocket(int socket, byte* address, uint length);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseSocket(int socket);

    [LibraryImport("libc", EntryPoint = "shutdown")]
    private static partial int ShutDownSocket(int socket, int how);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int ControlDevice(int descriptor, nuint request);

    [StructLayout(LayoutKind.Sequential)]
    private struct Segment
    {
        public byte* Start;
        public nuint Length;
    }

    // cmsghdr with one descriptor: all of four bytes, so there is no padding.
    [StructLayout(LayoutKind.Sequential)]
    private struct ControlMessage
    {
        public uint Length;
        public int Level;
        public int Type;
        public int Descriptor;
    }

    // msghdr: the number of segments and the control length have four bytes here.
    [StructLayout(LayoutKind.Sequential)]
    private struct Message
    {
        public void* Name;
        public uint NameLength;
        public Segment* Segments;
        public int SegmentCount;
        public ControlMessage* Control;
        public uint ControlLength;
        public int Flags;
    }
}
