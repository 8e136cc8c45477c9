using System;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using Microsoft.Win32.SafeHandles;
using ProcessIsolate.Platform;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Runtime.Tests;

/// <summary>Every descriptor that comes over a socket belongs to this process, and is closed unless a message asks for it.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
[DoNotParallelize]
public sealed unsafe partial class ReceivedDescriptorTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(253)]
    public void OfManyInOneMessage_OneIsGiven_AndTheOthersAreClosed(int count)
    {
        using Pair pair = new();
        int before = CountOpen();
        Span<byte> bytes = stackalloc byte[16];
        for (int i = 0; i < 20; i++)
        {
            pair.SendTo(count);
            int received = LinuxDescriptors.Receive(pair.Reader, bytes, out SafeFileHandle? first, out _);
            Assert.AreEqual(1, received);
            Assert.IsNotNull(first);
            Assert.AreEqual(before + 1, CountOpen());
            first.Dispose();
        }

        Assert.AreEqual(before, CountOpen());
    }

    [TestMethod]
    public void ThoseOfNoMessage_EndTheConnection_AndAreClosedWithIt()
    {
        using Pair pair = new();
        SocketConnection connection = new(new Socket(new SafeSocketHandle(pair.Reader, ownsHandle: false)));
        int before = CountOpen();
        Assert.ThrowsExactly<InvalidMessageException>(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                pair.SendTo(1);
                connection.Receive(new byte[16]);
            }
        });
        Assert.IsTrue(CountOpen() > before, "Nothing was kept for the message that may come.");
        connection.Abort();
        Assert.AreEqual(before, CountOpen());
    }

    private static int CountOpen() => Directory.EnumerateFileSystemEntries("/proc/self/fd").Count();

    /// <summary>Two connected sockets, and a way to send any number of descriptors over one of them.</summary>
    private sealed partial class Pair : IDisposable
    {
        private const int UnixFamily = 1;
        private const int StreamType = 1 | 0x80000;

        private readonly int writer;

        public Pair()
        {
            int* sockets = stackalloc int[2];
            Assert.AreEqual(0, MakePair(UnixFamily, StreamType, 0, sockets));
            Reader = sockets[0];
            writer = sockets[1];
        }

        public int Reader { get; }

        public void SendTo(int count)
        {
            byte content = 7;
            nint* segment = stackalloc nint[2] { (nint)(&content), 1 };
            int length = 16 + (count * sizeof(int));
            byte* control = stackalloc byte[length + 8];
            *(nint*)control = length;
            *(int*)(control + 8) = 1;
            *(int*)(control + 12) = 1;
            for (int i = 0; i < count; i++)
            {
                ((int*)(control + 16))[i] = writer;
            }

            // msghdr: name, its length, segments, their number, control, its length, flags.
            nint* message = stackalloc nint[7] { 0, 0, (nint)segment, 1, (nint)control, length, 0 };
            Assert.AreEqual(1, SendMessage(writer, message, 0));
        }

        public void Dispose()
        {
            _ = CloseDescriptor(Reader);
            _ = CloseDescriptor(writer);
        }

        [LibraryImport("libc", EntryPoint = "socketpair")]
        private static partial int MakePair(int family, int type, int protocol, int* sockets);

        [LibraryImport("libc", EntryPoint = "sendmsg")]
        private static partial nint SendMessage(int socket, nint* message, int flags);

        [LibraryImport("libc", EntryPoint = "close")]
        private static partial int CloseDescriptor(int descriptor);
    }
}
