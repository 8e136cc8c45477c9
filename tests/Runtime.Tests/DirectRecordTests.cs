using System;
using System.Linq;
using System.Runtime.InteropServices;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Runtime.Tests;

/// <summary>Records of a batch that are their value: short texts and plain values.</summary>
[TestClass]
public sealed class DirectRecordTests
{
    private const int Limit = 100_000;

    [TestMethod]
    public void Texts_CrossWithEveryUnit()
    {
        string all = string.Concat(Enumerable.Range(0, 1000).Select(static i => (char)(0xD700 + i)));
        foreach (string text in new[] { "", "a", "\0", "\uD800", "\uDC00\uD800", "\uD83D\uDE00", all, new string('x', DirectValue<string>.MaxBytes / 2) })
        {
            string sent = text;
            Assert.IsTrue(DirectValue<string>.TryGetBytes(ref sent, isText: true, out ReadOnlySpan<byte> bytes));
            Assert.AreEqual(text, DirectValue<string>.Read(bytes, isText: true));
            ValueTuple<string> tuple = new(text);
            Assert.IsTrue(DirectValue<ValueTuple<string>>.TryGetBytes(ref tuple, isText: true, out bytes));
            Assert.AreEqual(text, DirectValue<ValueTuple<string>>.Read(bytes, isText: true).Item1);
        }
    }

    [TestMethod]
    public void NullAndLongTexts_TravelOtherwise()
    {
        foreach (string? text in new[] { null, new string('x', (DirectValue<string>.MaxBytes / 2) + 1) })
        {
            string? sent = text;
            Assert.IsFalse(DirectValue<string?>.TryGetBytes(ref sent, isText: true, out _));
        }
    }

    [TestMethod]
    public void OnlyTextsAndPlainValues_MayBeDirect()
    {
        Assert.IsTrue(DirectValue<string>.IsPossible && DirectValue<ValueTuple<string>>.IsPossible && DirectValue<ValueTuple<int>>.IsPossible);
        Assert.IsTrue(DirectValue<double>.IsPossible && DirectValue<bool>.IsPossible && DirectValue<char>.IsPossible);
        Assert.IsFalse(DirectValue<object>.IsPossible || DirectValue<ValueTuple<object>>.IsPossible || DirectValue<ValueTuple<string, string>>.IsPossible);
        Assert.IsFalse(DirectValue<decimal>.IsPossible || DirectValue<DateTime>.IsPossible || DirectValue<string[]>.IsPossible || DirectValue<int?>.IsPossible);
    }

    [TestMethod]
    public void BytesThatAreNoValue_AreABreach()
    {
        Assert.ThrowsExactly<InvalidMessageException>(static () => DirectValue<string>.Read(new byte[3], isText: true));
        Assert.ThrowsExactly<InvalidMessageException>(static () => DirectValue<int>.Read(new byte[3], isText: false));
        Assert.ThrowsExactly<InvalidMessageException>(static () => DirectValue<int>.Read(new byte[5], isText: false));
        Assert.ThrowsExactly<InvalidMessageException>(static () => DirectValue<int>.Read([], isText: false));
        Assert.ThrowsExactly<InvalidMessageException>(static () => DirectValue<bool>.Read(new byte[] { 2 }, isText: false));
    }

    [TestMethod]
    public void Record_IsTakenOnlyWhole()
    {
        byte[] record = Record("some text");
        for (int length = BatchRecord.HeaderBytes; length < record.Length; length++)
        {
            FrameReader part = new(new ScriptedConnection([record.AsMemory(0, length)]), Limit);
            part.PeekRecords(BatchRecord.HeaderBytes, spin: false);
            Assert.IsTrue(part.IsDirectNext);
            Assert.IsFalse(part.TryTakeDirect(out _));
        }

        FrameReader reader = new(new ScriptedConnection([record.Concat(record).ToArray()]), Limit);
        reader.PeekRecords(BatchRecord.HeaderBytes, spin: false);
        for (int i = 0; i < 2; i++)
        {
            Assert.IsTrue(reader.TryTakeDirect(out ReadOnlySpan<byte> bytes));
            Assert.AreEqual("some text", DirectValue<string>.Read(bytes, isText: true));
        }

        Assert.IsFalse(reader.TryTakeDirect(out _));
    }

    [TestMethod]
    [DataRow(1u, 4u, BatchRecord.Direct, DisplayName = "a text where none belongs")]
    [DataRow(uint.MaxValue, uint.MaxValue, BatchRecord.Direct, DisplayName = "lengths beyond all bounds")]
    [DataRow(0u, uint.MaxValue, BatchRecord.Direct, DisplayName = "more bytes than there are")]
    [DataRow(0u, 4u, BatchRecord.Value, DisplayName = "a graph")]
    [DataRow(0u, 4u, BatchRecord.Error, DisplayName = "an error")]
    public void AnythingElse_IsNotTaken(uint text, uint raw, byte kind)
    {
        byte[] bytes = new byte[BatchRecord.HeaderBytes + 8];
        BatchRecord.WriteHeader(bytes, text, raw, kind);
        FrameReader reader = new(new ScriptedConnection([bytes]), Limit);
        reader.PeekRecords(BatchRecord.HeaderBytes, spin: false);
        Assert.IsFalse(reader.TryTakeDirect(out _));
    }

    [TestMethod]
    public void Writer_KeepsTheLimit()
    {
        RecordWriter writer = new(new MessageLimits(100, 64), mayAttach: true, isExact: true);
        Assert.IsTrue(writer.TryWriteDirect(new byte[80]));
        int length = writer.Written.Count;
        Assert.IsFalse(writer.TryWriteDirect(new byte[10]));
        Assert.AreEqual(length, writer.Written.Count);
        writer.TakeBack();
        Assert.IsEmpty(writer.Written);
    }

    private static byte[] Record(string text)
    {
        RecordWriter writer = new(new MessageLimits(Limit, 64), mayAttach: true, isExact: true);
        Assert.IsTrue(writer.TryWriteDirect(MemoryMarshal.AsBytes(text.AsSpan())));
        return [.. writer.Written];
    }
}
