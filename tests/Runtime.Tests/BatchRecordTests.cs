using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Runtime.Tests;

/// <summary>The records of a batch, and what a hostile peer may send in their place.</summary>
[TestClass]
public sealed class BatchRecordTests
{
    private const int Limit = 100_000;

    private static readonly string[] Texts = ["", "short", new('x', 63), new('y', 64), new('z', 8000), new('\uD800', 70), "last"];

    [TestMethod]
    public void AnySplit_GivesTheSameValues()
    {
        byte[] bytes = Write(Texts);
        for (int size = 1; size < 300; size += 7)
        {
            int step = size;
            IEnumerable<ReadOnlyMemory<byte>> pieces = Enumerable.Range(0, (bytes.Length + step - 1) / step)
                .Select(i => (ReadOnlyMemory<byte>)bytes.AsMemory(i * step, Math.Min(step, bytes.Length - (i * step))));
            CollectionAssert.AreEqual(Texts, Read(new FrameReader(new ScriptedConnection(pieces), Limit), Texts.Length), $"pieces of {size}");
        }
    }

    [TestMethod]
    public void TakenBackRecord_LeavesNoTrace()
    {
        RecordWriter writer = new(new MessageLimits(Limit, 64), mayAttach: true, isExact: false);
        writer.Begin();
        writer.Arguments.Write("first");
        writer.End();
        byte[] before = [.. writer.Written];
        writer.Begin();
        writer.Arguments.Write(new string('x', 20_000));
        writer.End();
        Assert.IsTrue(writer.HasTail);
        writer.TakeBack();
        Assert.IsFalse(writer.HasTail);
        CollectionAssert.AreEqual(before, writer.Written.ToArray());
        writer.Begin();
        Assert.ThrowsExactly<MessageTooLargeException>(() => writer.Arguments.Write(new string('\uD800', Limit)));
        writer.TakeBack();
        CollectionAssert.AreEqual(before, writer.Written.ToArray());
    }

    [TestMethod]
    public void LengthsAreBounded()
    {
        Assert.ThrowsExactly<IncomingTooLargeException>(static () => ReadValue(Header(Limit + 1, 0)));
        Assert.ThrowsExactly<IncomingTooLargeException>(static () => ReadValue(Header(Limit / 2, (Limit / 2) + 1)));
        Assert.ThrowsExactly<IncomingTooLargeException>(static () => ReadValue(Header(uint.MaxValue, uint.MaxValue)));
        Assert.ThrowsExactly<ConnectionLostException>(static () => ReadValue(Header(5, 0)));
    }

    [TestMethod]
    public void LengthIsNoPromiseOfMemory()
    {
        FrameReader reader = new(new ScriptedConnection([Header(2_000_000_000, 0)]), int.MaxValue);
        reader.PeekRecords(BatchRecord.HeaderBytes, spin: false);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.ThrowsExactly<ConnectionLostException>(() => reader.ReadValue());
        Assert.IsLessThan(1_000_000, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void EndOfTheStream_IsALostConnection() =>
        Assert.ThrowsExactly<ConnectionLostException>(static () => new FrameReader(new ScriptedConnection([]), Limit).PeekRecords(1, spin: false));

    [TestMethod]
    public void Fuzz_NothingButTheKnownExceptions()
    {
        byte[] good = Write(Texts);
        for (int seed = 0; seed < 3000; seed++)
        {
            Random random = new(seed);
            byte[] bytes = [.. good];
            for (int change = random.Next(1, 6); change > 0; change--)
            {
                bytes[random.Next(3) == 0 ? random.Next(40) : random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            FrameReader reader = new(new ScriptedConnection([bytes.AsMemory(0, random.Next(bytes.Length))]), Limit);
            try
            {
                Read(reader, Texts.Length);
            }
            catch (Exception exception) when (exception is InvalidMessageException or IncomingTooLargeException or ConnectionLostException
                or System.Text.Json.JsonException or InvalidOperationException or FormatException)
            {
                // What a peer of that kind deserves.
            }
            catch (Exception exception)
            {
                Assert.Fail($"Seed {seed}: {exception}");
            }
        }
    }

    private static byte[] Write(string[] texts)
    {
        RecordWriter writer = new(new MessageLimits(Limit, 64), mayAttach: true, isExact: false);
        using MemoryStream stream = new();
        foreach (string text in texts)
        {
            writer.Begin();
            writer.Arguments.Write(text);
            writer.End();
            if (writer.HasTail)
            {
                Assert.Fail("The texts here are small.");
            }
        }

        stream.Write(writer.Written);
        return stream.ToArray();
    }

    private static List<string?> Read(FrameReader reader, int count)
    {
        List<string?> texts = [];
        for (int i = 0; i < count; i++)
        {
            int here = reader.PeekRecords(BatchRecord.HeaderBytes, spin: false).Length;
            while (here < BatchRecord.HeaderBytes)
            {
                here = reader.PeekRecords(BatchRecord.HeaderBytes, spin: false).Length;
            }

            ArgumentReader value = ArgumentReader.ForResult(reader.ReadValue().Span, 64, reader);
            texts.Add(value.ReadString());
            value.ExpectNothingMore();
        }

        return texts;
    }

    private static void ReadValue(byte[] bytes)
    {
        FrameReader reader = new(new ScriptedConnection([bytes]), Limit);
        reader.PeekRecords(BatchRecord.HeaderBytes, spin: false);
        reader.ReadValue();
    }

    private static byte[] Header(uint text, uint raw)
    {
        byte[] header = new byte[BatchRecord.HeaderBytes];
        BatchRecord.WriteHeader(header, text, raw);
        return header;
    }
}
