using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;

namespace ProcessIsolate.Integration.Tests.Sandbox;

/// <summary>Attacks on the network and the kernel.</summary>
internal static unsafe class SystemAttacks
{
    private const int Families = 46;

    public static IEnumerable<Attack> All =>
    [
        new("connect to the host", static t => { using TcpClient client = new(); client.Connect(IPAddress.Loopback, t.Port); }),
        new("connect to a local socket", static t => Connect(t.SocketPath)),
        new("listen", static _ => { using TcpListener listener = new(IPAddress.Loopback, 0); listener.Start(); }),
        new("a lock by name", static _ => { using System.Threading.Mutex mutex = new(false, "pi-attack"); }),
        new("a pipe by name", static _ => { using System.IO.Pipes.NamedPipeServerStream pipe = new("pi-attack"); }),
        new("ask for a name", static _ => Dns.GetHostAddresses("localhost")),
        new("sockets of all families", static _ => AnySocket()),
        new("a pair of datagram sockets", static _ => Pair(2)),
        new("a pair of stream sockets", static _ => Pair(1)),
        new("connect what it has", static t => ConnectControl(), IsHarmful: true),
        new("a ring of requests", static _ => Ring(), MayFail: true),
        new("a program of the kernel", static _ => SystemCall.Make(321, 280, 0, 0, 0), IsHarmful: true),
        new("counters of the processor", static _ => Counters(), MayFail: true),
        new("faults of memory", static _ => Close(SystemCall.Make(323, 282, 1)), MayFail: true),
        new("keys", static _ => SystemCall.Make(250, 219, 0, -3, 0), MayFail: true),
        new("namespaces", static _ => SystemCall.Make(272, 97, 0x1000_0000), IsHarmful: true),
        new("namespaces of the host", static t => SystemCall.Make(308, 268, OpenRead($"/proc/{t.HostProcessId}/ns/net"), 0), IsHarmful: true),
        new("mount", static _ => Mount(), IsHarmful: true),
        new("another root", static _ => SystemCall.MakeWithText(161, 51, "/", 0, 0), NeedsRoot: true),
        new("a module", static _ => SystemCall.Make(313, 273, 0, 0, 0), IsHarmful: true),
        new("the name of the machine", static _ => SystemCall.MakeWithText(170, 161, Environment.MachineName, 0, 0, Environment.MachineName.Length), NeedsRoot: true),
        new("the clock", static _ => Clock(), IsHarmful: true),
        new("shared memory of other programs", static _ => Shared()),
        new("queues of other programs", static _ => SystemCall.Make(68, 186, 0, 0x380)),
        new("a file by its number", static _ => SystemCall.Make(304, 265, -100, 0, 0), IsHarmful: true),
        new("ports of the machine", static _ => SystemCall.Make(172, -1, 3), NeedsRoot: true, MayFail: true),
        new("another personality", static _ => SystemCall.Make(135, 92, 0x40_0000)),
        new("a call of tomorrow", static _ => SystemCall.Make(471, 471), IsHarmful: true),
        new("a call in the convention of x32", static _ => SystemCall.Make(0x4000_0000 + 41, -1, 2, 1, 0), MayFail: true),
        new("rights given back", static _ => Capabilities(), NeedsRoot: true),
        new("new privileges", static _ => SystemCall.Make(157, 167, 38, 0, 0, 0, 0), IsHarmful: true),
        new("type at the terminal", static _ => Type(), IsHarmful: true),
    ];

    private static void Connect(string path)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
    }

    private static void AnySocket()
    {
        for (int family = 1; family < Families; family++)
        {
            for (int type = 1; type <= 5; type++)
            {
                try
                {
                    Close(SystemCall.Make(41, 198, family, type, 0));
                    return;
                }
                catch (RefusedException)
                {
                    continue;
                }
            }
        }

        throw new RefusedException("None of any family.");
    }

    private static void Pair(int type)
    {
        int* ends = stackalloc int[2];
        SystemCall.Make(53, 199, 1, type, 0, (nint)ends);
        Close(ends[0]);
        Close(ends[1]);
    }

    // Each of the descriptors that the worker was started with.
    private static void ConnectControl()
    {
        byte* address = stackalloc byte[16];
        new Span<byte>(address, 16).Clear();
        *(ushort*)address = 1;
        address[2] = (byte)'/';
        for (int descriptor = 0; descriptor < 16; descriptor++)
        {
            try
            {
                SystemCall.Make(42, 203, descriptor, (nint)address, 16);
                return;
            }
            catch (RefusedException exception) when (exception.Message.Contains("Permission denied", StringComparison.Ordinal))
            {
                continue;
            }
        }

        throw new RefusedException("None.");
    }

    private static void Ring()
    {
        byte* parameters = stackalloc byte[128];
        new Span<byte>(parameters, 128).Clear();
        Close(SystemCall.Make(425, 425, 1, (nint)parameters));
    }

    private static void Counters()
    {
        byte* attributes = stackalloc byte[128];
        new Span<byte>(attributes, 128).Clear();
        *(uint*)attributes = 1;
        *(uint*)(attributes + 4) = 112;
        Close(SystemCall.Make(298, 241, (nint)attributes, 0, -1, -1, 0));
    }

    private static void Mount()
    {
        fixed (byte* folder = "/tmp\0"u8, kind = "tmpfs\0"u8)
        {
            SystemCall.Make(165, 40, (nint)kind, (nint)folder, (nint)kind, 0, 0);
        }
    }

    private static void Clock()
    {
        long* time = stackalloc long[2] { 0, 0 };
        SystemCall.Make(227, 112, 0, (nint)time);
    }

    private static void Shared()
    {
        long id = SystemCall.Make(29, 194, 0, 4096, 0x380);
        SystemCall.Make(31, 195, (nint)id, 0, 0);
    }

    private static void Capabilities()
    {
        uint* header = stackalloc uint[2] { 0x2008_0522, 0 };
        uint* sets = stackalloc uint[6] { 0x20_0000, 0x20_0000, 0, 0, 0, 0 };
        SystemCall.Make(126, 91, (nint)header, (nint)sets);
    }

    private static void Type()
    {
        byte letter = (byte)'x';
        SystemCall.Make(16, 29, 1, 0x5412, (nint)(&letter));
    }

    private static nint OpenRead(string path) => (nint)SystemCall.MakeWithText(257, 56, path, 1, -100, 0, 0, 0);

    private static void Close(long descriptor) => SystemCall.Make(3, 57, (nint)descriptor);
}
