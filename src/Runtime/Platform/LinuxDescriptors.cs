using System;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ProcessIsolate.Platform;

/// <summary>Passing a descriptor over a Unix socket (SCM_RIGHTS), with Linux's structures.</summary>
internal static unsafe partial class LinuxDescriptors
{
    private const int SocketLevel = 1;
    private const int Rights = 1;
    private const int CloseOnExecOnReceive = 0x40000000;
    private const int NoSignal = 0x4000;

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
    public static int Receive(SafeHandle socket, Span<byte> buffer, out SafeFileHandle? descriptor)
    {
        fixed (byte* start = buffer)
        {
            Segment segment = new() { Start = start, Length = (nuint)buffer.Length };
            ControlMessage control = default;
            Message message = new() { Segments = &segment, SegmentCount = 1, Control = &control, ControlLength = (nuint)sizeof(ControlMessage) };
            int count = (int)ReceiveMessage(socket, &message, CloseOnExecOnReceive);
            bool attached = count > 0 && message.ControlLength >= (nuint)(sizeof(nuint) + (3 * sizeof(int)))
                && control.Level == SocketLevel && control.Type == Rights;
            descriptor = attached ? new SafeFileHandle(control.Descriptor, ownsHandle: true) : null;
            return count;
        }
    }

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static partial nint SendMessage(SafeHandle socket, Message* message, int flags);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static partial nint ReceiveMessage(SafeHandle socket, Message* message, int flags);

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
