using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Text;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Runtime.Tests;

[TestClass]
public sealed class FrameReaderTests
{
    private const int Limit = 10_000;

    private static readonly string[] Bodies = ["{}", "", "{\"a\":\"\u20AC\"}", new('x', 5000), "[1]"];

    private static readonly byte[] Stream = [.. Bodies.SelectMany(static (body, i) => Frame(body, i % 2 == 0))];

    [TestMethod]
    public void AnySplitInTwo_GivesTheSameBodies()
    {
        for (int at = 0; at <= Stream.Length; at++)
        {
            CollectionAssert.AreEqual(Bodies, Read(Pieces(at)), $"split at {at}");
        }
    }

    [TestMethod]
    public void ByteByByte_GivesTheSameBodies() =>
        CollectionAssert.AreEqual(Bodies, Read(Stream.Select(static (_, i) => (ReadOnlyMemory<byte>)Stream.AsMemory(i, 1))));

    [TestMethod]
    public void EndInsideAMessage_IsALostConnection()
    {
        byte[] frame = Frame("{\"a\":1}", false);
        for (int length = 1; length < frame.Length; length++)
        {
            FrameReader reader = new(new ScriptedConnection([frame.AsMemory(0, length)]), Limit);
            Assert.ThrowsExactly<ConnectionLostException>(() => reader.TryRead(out _), $"after {length} bytes");
        }
    }

    [TestMethod]
    [DataRow("Content-Length: -1\r\n\r\n")]
    [DataRow("Content-Length: 1e3\r\n\r\n")]
    [DataRow("Content-Length: 0x10\r\n\r\n")]
    [DataRow("Content-Length: 1 2\r\n\r\n")]
    [DataRow("Content-Length:\r\n\r\n")]
    [DataRow("Content-Length: 99999999999999999999999\r\n\r\n")]
    [DataRow("Content-Type: text\r\n\r\n")]
    [DataRow("\r\n\r\n")]
    [DataRow("nothing at all\r\n\r\n{}")]
    public void HostileHeader_IsRefused(string text) => Assert.ThrowsExactly<InvalidMessageException>(() => ReadText(text));

    [TestMethod]
    public void EndlessHeader_IsRefusedAfterItsBound()
    {
        IEnumerable<ReadOnlyMemory<byte>> endless = Enumerable.Repeat((ReadOnlyMemory<byte>)new byte[1000], 1000);
        FrameReader reader = new(new ScriptedConnection(endless), Limit);
        Assert.ThrowsExactly<InvalidMessageException>(() => reader.TryRead(out _));
    }

    [TestMethod]
    public void AnnouncedLength_IsBounded()
    {
        Assert.ThrowsExactly<IncomingTooLargeException>(static () => ReadText($"Content-Length: {Limit + 1}\r\n\r\n"));
        Assert.ThrowsExactly<IncomingTooLargeException>(static () => ReadText($"Content-Length: {long.MaxValue}\r\n\r\n"));
        Assert.AreEqual(Limit, Read([Frame(new string('x', Limit), false)])[0].Length);
    }

    [TestMethod]
    public void AnnouncedLength_CostsNoMemoryBeforeItArrives()
    {
        FrameReader reader = new(new ScriptedConnection([Encoding.ASCII.GetBytes("Content-Length: 2000000000\r\n\r\nx")]), int.MaxValue);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.ThrowsExactly<ConnectionLostException>(() => reader.TryRead(out _));
        Assert.IsLessThan(1_000_000, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void OtherHeaders_AnyCaseAndBlanks_AreFine() =>
        Assert.AreEqual("{}", ReadText("Content-Type: x; charset=utf-8\r\ncontent-LENGTH: \t2 \r\nMore: 1\r\n\r\n{}")[0]);

    [TestMethod]
    public void Fuzz_NothingButTheKnownExceptions()
    {
        double seconds = double.TryParse(
            Environment.GetEnvironmentVariable("PROCESSISOLATE_FUZZ_SECONDS"), CultureInfo.InvariantCulture, out double wanted) ? wanted : 1;
        Stopwatch watch = Stopwatch.StartNew();
        int rounds = 0;
        for (int seed = 0; watch.Elapsed.TotalSeconds < seconds || rounds < 100; seed++, rounds++)
        {
            Round(seed);
        }
    }

    private static void Round(int seed)
    {
        Random random = new(seed);
        byte[] bytes = [.. Stream];
        for (int change = random.Next(1, 6); change > 0; change--)
        {
            bytes[random.Next(bytes.Length)] = random.Next(3) == 0 ? (byte)"\r\n:0"[random.Next(4)] : (byte)random.Next(256);
        }

        bytes = bytes[..random.Next(bytes.Length)];
        List<ReadOnlyMemory<byte>> pieces = [];
        for (int at = 0, length; at < bytes.Length; at += length)
        {
            length = Math.Min(random.Next(1, 3000), bytes.Length - at);
            pieces.Add(bytes.AsMemory(at, length));
        }

        FrameReader reader = new(new ScriptedConnection(pieces), Limit);
        try
        {
            while (reader.TryRead(out ReadOnlyMemory<byte> body))
            {
                Assert.IsLessThanOrEqualTo(Limit, body.Length);
                JsonRpcReader.Parse(body, 64);
            }
        }
        catch (Exception exception) when (exception is InvalidMessageException or IncomingTooLargeException or ConnectionLostException)
        {
            // What a peer of that kind deserves.
        }
        catch (Exception exception)
        {
            Assert.Fail($"Seed {seed}: {exception}");
        }
    }

    private static byte[] Frame(string body, bool more) => Encoding.UTF8.GetBytes(
        $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{(more ? "Content-Type: x\r\n" : "")}\r\n{body}");

    private static IEnumerable<ReadOnlyMemory<byte>> Pieces(int at) =>
        new[] { (ReadOnlyMemory<byte>)Stream.AsMemory(0, at), Stream.AsMemory(at) }.Where(static piece => piece.Length > 0);

    private static List<string> ReadText(string text) => Read([Encoding.ASCII.GetBytes(text)]);

    private static List<string> Read(IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        FrameReader reader = new(new ScriptedConnection(pieces), Limit);
        List<string> bodies = [];
        while (reader.TryRead(out ReadOnlyMemory<byte> body))
        {
            bodies.Add(Encoding.UTF8.GetString(body.Span));
        }

        return bodies;
    }
}
