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

/// <summary>What a peer says of a segment is checked before anybody touches its memory.</summary>
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
        JsonRpcWriter writer = new(MessageLimits.Default);
        ReadOnlyMemory<byte> frame = SegmentMessages.WriteSegment(writer, new SegmentEntry(id, SharedKind.Array, segment));
        ReadOnlyMemory<byte> body = frame[(frame.Span.IndexOf("\r\n\r\n"u8) + 4)..];
        JsonElement parameters = JsonDocument.Parse(body).RootElement.GetProperty("params");
        Assert.AreEqual(segment.Size, parameters.GetProperty("size").GetInt64());
        SegmentMessages.Accept(parameters, new DescriptorsOnly(segment.Attachment), null);
        SegmentEntry entry = SegmentTable.Shared.Require(id);
        Assert.AreEqual(segment.Size, entry.Segment.Size);
        entry.Segment.Dispose();
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
        HostSegments host = new(new DescriptorsOnly(null), new object());
        Thread sender = new(() => host.Send(entry)) { IsBackground = true };
        sender.Start();
        Assert.IsTrue(SpinWait.SpinUntil(() => sender.ThreadState.HasFlag(ThreadState.WaitSleepJoin), Bound), "It went on without a word.");
        Say(host, Guid.NewGuid());
        Assert.IsFalse(sender.Join(TimeSpan.Zero), "Another segment's word let it go on.");
        Say(host, entry.Id);
        Assert.IsTrue(sender.Join(Bound));
    }

    private static void Say(HostSegments host, Guid known)
    {
        ReadOnlyMemory<byte> frame = SegmentMessages.WriteId(new JsonRpcWriter(MessageLimits.Default), SegmentMessages.Known, known);
        Assert.IsTrue(host.OnNotification(JsonRpcReader.Parse(frame[(frame.Span.IndexOf("\r\n\r\n"u8) + 4)..], 8)));
    }

    private static void Accept(string parameters, SafeFileHandle? descriptor) =>
        SegmentMessages.Accept(JsonDocument.Parse(parameters).RootElement, new DescriptorsOnly(descriptor), null);

    /// <summary>A connection over which one descriptor has come.</summary>
    private sealed class DescriptorsOnly(SafeFileHandle? descriptor) : Connection
    {
        public override SafeFileHandle? TakeDescriptor() => descriptor is null ? null : RingPair.Duplicate(descriptor);

        public override int Receive(Span<byte> buffer) => 0;

        public override void Send(ReadOnlySpan<byte> bytes)
        {
        }

        public override bool CanSendNow() => false;

        public override bool HasNews() => false;

        public override void Abort()
        {
        }
    }
}
