using System;
using System.Text;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Runtime.Tests;

[TestClass]
public sealed class FrameBufferTests
{
    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(999)]
    [DataRow(100_000)]
    public void Frame_IsHeaderAndBody(int length)
    {
        FrameBuffer buffer = new(1_000_000);
        Fill(buffer, length);
        Assert.AreEqual($"Content-Length: {length}\r\n\r\n" + new string('x', length), Encoding.ASCII.GetString(buffer.ToFrame().Span));
    }

    [TestMethod]
    public void Limit_IsExact()
    {
        FrameBuffer buffer = new(1024);
        Fill(buffer, 1024);
        MessageTooLargeException error = Assert.ThrowsExactly<MessageTooLargeException>(() => Fill(buffer, 1));
        Assert.AreEqual((1025, 1024), (error.Bytes, error.Limit));
    }

    [TestMethod]
    public void Reset_StartsOver()
    {
        FrameBuffer buffer = new(5_000_000);
        Fill(buffer, 4_000_000);
        buffer.Reset();
        Assert.AreEqual(0, buffer.BodyLength);
        Fill(buffer, 3);
        Assert.AreEqual("Content-Length: 3\r\n\r\nxxx", Encoding.ASCII.GetString(buffer.ToFrame().Span));
    }

    [TestMethod]
    public void Advance_PastWhatWasGiven_IsRefused()
    {
        FrameBuffer buffer = new(int.MaxValue);
        int room = buffer.GetSpan(1).Length;
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => buffer.Advance(room + 1));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => buffer.Advance(-1));
    }

    private static void Fill(FrameBuffer buffer, int length)
    {
        buffer.GetSpan(length)[..length].Fill((byte)'x');
        buffer.Advance(length);
    }
}
