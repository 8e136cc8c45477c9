using System;
using System.IO;
using System.Text.Json;
using System.Threading;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using Microsoft.Win32.SafeHandles;
using ProcessIsolate.Rpc;
using ProcessIsolate.Runtime.Tests.SharedMemory;
using ProcessIsolate.SharedMemory;
using ProcessIsolate.Sharing;

namespace ProcessIsolate.Runtime.Tests.Sharing;

/// <summary>What a peer says of a segment is checked before its memory is touched.</summary>
[TestClass]
public sealed class SegmentMessagesTests
{
    // Less than the time after which a sender gives up waiting.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(3);

    [TestMethod]
    public void WhatIsWritten_IsAccepted()
    {
        using SharedSegment segment = SharedSegment.Create(5000);
        Guid id = Guid.NewGuid();
        SegmentClient host = new(new DescriptorsOnly(segment.Attachment), new object());
        Say(host, SegmentMessages.WriteSegment(new JsonRpcWriter(MessageLimits.Default), new SegmentEntry(id, SharedKind.Array, segment)));
        SegmentEntry entry = SegmentRegistry.Shared.Entries[id];
        Assert.AreEqual(segment.Size, entry.Segment.Size);
        Assert.AreEqual(SharedKind.Array, entry.Kind);

        // What a call brought and did not open is dropped: not by the end of the call before it, which may come later.
        host.OnCallEnded();
        Assert.IsTrue(SegmentRegistry.Shared.Entries.ContainsKey(id));
        host.OnCallEnded();
        Assert.IsFalse(SegmentRegistry.Shared.Entries.ContainsKey(id));
        Assert.IsFalse(entry.Segment.TryAcquire(), "It is mapped still.");
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [DataRow("4096")]
    [DataRow("8193")]
    [DataRow("0")]
    [DataRow("-8192")]
    [DataRow("9223372036854775807")]
    [DataRow("8192.5")]
    [DataRow("\"8192\"")]
    public void AnotherSize_IsRefused(string size)
    {
        using SharedSegment segment = SharedSegment.Create(8192);
        Assert.ThrowsExactly<InvalidMessageException>(() => Accept($$"""{"id":"{{Guid.NewGuid()}}","kind":1,"size":{{size}}}""", segment.Handle));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void NoSize_NoDescriptor_AndAFile_AreRefused()
    {
        using SharedSegment segment = SharedSegment.Create(8192);
        Assert.ThrowsExactly<InvalidMessageException>(() => Accept($$"""{"id":"{{Guid.NewGuid()}}","kind":1}""", segment.Handle));
        Assert.ThrowsExactly<InvalidMessageException>(() => Accept($$"""{"id":"{{Guid.NewGuid()}}","kind":1,"size":8192}""", null));
        string path = Path.GetTempFileName();
        File.WriteAllBytes(path, new byte[8192]);
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Delete);
        File.Delete(path);
        Assert.ThrowsExactly<InvalidMessageException>(() => Accept($$"""{"id":"{{Guid.NewGuid()}}","kind":1,"size":8192}""", file));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Windows)]
    public void OnWindows_NamesAreChecked_AndOneThatIsGoneIsNoError()
    {
        Assert.ThrowsExactly<InvalidMessageException>(() => Accept($$"""{"id":"{{Guid.NewGuid()}}","kind":1,"size":8192}""", null));
        Assert.ThrowsExactly<InvalidMessageException>(
            () => Accept($$"""{"id":"{{Guid.NewGuid()}}","kind":1,"size":8192,"name":"Local\\Other"}""", null));
        string gone = JsonEncodedText.Encode(SegmentName.Make()).ToString();
        Accept($$"""{"id":"{{Guid.NewGuid()}}","kind":1,"size":8192,"name":"{{gone}}"}""", null);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Windows)]
    public void OnWindows_TheSenderWaitsUntilItsHostHasTheSegment()
    {
        using SharedSegment segment = SharedSegment.Create(4096);
        SegmentEntry entry = new(Guid.NewGuid(), SharedKind.Array, segment);
        SegmentEntry other = new(Guid.NewGuid(), SharedKind.Array, segment);
        SegmentClient host = new(new DescriptorsOnly(null), new object());
        lock (SegmentRegistry.Shared.Gate)
        {
            SegmentRegistry.Shared.Add(entry);
            SegmentRegistry.Shared.Add(other);
        }

        Thread sender = new(() => host.WaitUntilKnown(entry)) { IsBackground = true };
        sender.Start();
        Assert.IsTrue(SpinWait.SpinUntil(() => sender.ThreadState.HasFlag(ThreadState.WaitSleepJoin), Bound), "It went on without a word.");
        Say(host, WriteKnown(other.Id));
        Assert.IsFalse(sender.Join(TimeSpan.Zero), "Another segment's word let it go on.");
        Say(host, WriteKnown(entry.Id));
        Assert.IsTrue(sender.Join(Bound));
        lock (SegmentRegistry.Shared.Gate)
        {
            SegmentRegistry.Shared.Settle(entry);
            SegmentRegistry.Shared.Settle(other);
        }
    }

    private static ReadOnlyMemory<byte> WriteKnown(Guid id) =>
        SegmentMessages.WriteWord(new JsonRpcWriter(MessageLimits.Default), new SegmentOutbox.Letter(SegmentWord.Known, id));

    private static void Say(SegmentClient host, ReadOnlyMemory<byte> frame) =>
        Assert.IsTrue(host.OnNotification(JsonRpcReader.Parse(frame[(frame.Span.IndexOf("\r\n\r\n"u8) + 4)..], 8)));

    private static void Accept(string parameters, SafeFileHandle? descriptor)
    {
        byte[] body = System.Text.Encoding.UTF8.GetBytes($$"""{"jsonrpc":"2.0","method":"$/segment","params":{{parameters}}}""");
        new SegmentClient(new DescriptorsOnly(descriptor), new object()).OnNotification(JsonRpcReader.Parse(body, 8));
    }

    /// <summary>A connection over which one descriptor has come.</summary>
    private sealed class DescriptorsOnly(SafeFileHandle? descriptor) : Connection
    {
        public override SafeFileHandle? TakeDescriptor() => descriptor is null ? null : RingPair.Duplicate(descriptor);

        public override int Receive(Span<byte> buffer) => 0;

        public override void Send(ReadOnlySpan<byte> bytes)
        {
        }

        public override bool CanSendNow() => false;

        public override bool HasUnreadData() => false;

        public override void Abort()
        {
        }
    }
}
