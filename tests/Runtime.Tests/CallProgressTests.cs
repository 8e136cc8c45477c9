using System;
using System.Collections.Generic;
using System.Text;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Calls;
using ProcessIsolate.References;
using ProcessIsolate.Rpc;
using ProcessIsolate.Values;

namespace ProcessIsolate.Runtime.Tests;

/// <summary>What a hostile worker may send as a report.</summary>
[TestClass]
public sealed class CallProgressTests
{
    private readonly Kept kept = new([], "");

    [TestMethod]
    public void Report_OfTheRightKind_Arrives()
    {
        Assert.IsTrue(Progress().OnNotification(Message("""{"id":7,"type":"System.String, System.Private.CoreLib"}""", Bytes("yes"))));
        CollectionAssert.AreEqual(new[] { "yes" }, kept.All);
    }

    [TestMethod]
    [DataRow("""{"id":7,"type":"System.Int32, System.Private.CoreLib"}""")]
    [DataRow("""{"id":7,"type":"System.String"}""")]
    [DataRow("""{"id":7,"type":"System.String, Another"}""")]
    [DataRow("""{"id":7}""")]
    [DataRow("""{"id":7,"type":5}""")]
    public void AnotherType_IsDropped(string parameters)
    {
        Assert.IsTrue(Progress().OnNotification(Message(parameters, Bytes("no"))));
        Assert.HasCount(0, kept.All);
    }

    [TestMethod]
    [DataRow("""{"id":8,"type":"System.String, System.Private.CoreLib"}""")]
    [DataRow("""{"type":"System.String, System.Private.CoreLib"}""")]
    [DataRow("""[7]""")]
    [DataRow("""{"id":7,"type":"\ud800"}""")]
    public void AnotherCall_IsABreach(string parameters) =>
        Assert.ThrowsExactly<InvalidMessageException>(() => Progress().OnNotification(Message(parameters, Bytes("no"))));

    [TestMethod]
    public void WhatIsNoValue_IsABreach()
    {
        const string Parameters = """{"id":7,"type":"System.String, System.Private.CoreLib"}""";
        Assert.ThrowsExactly<InvalidMessageException>(() => Progress().OnNotification(Message(Parameters, [])));
        byte[] good = Bytes("a text");
        for (int length = 1; length < good.Length; length++)
        {
            Assert.ThrowsExactly<InvalidMessageException>(() => Progress().OnNotification(Message(Parameters, good[..length])));
        }

        Assert.ThrowsExactly<InvalidMessageException>(() => Progress().OnNotification(Message(Parameters, [.. good, 0])));
        Random random = new(1);
        for (int i = 0; i < 2000; i++)
        {
            byte[] bytes = new byte[random.Next(1, 40)];
            random.NextBytes(bytes);
            try
            {
                Progress().OnNotification(Message(Parameters, bytes));
            }
            catch (Exception exception) when (exception is InvalidMessageException or IncomingTooLargeException)
            {
                // Or it happens to be a text.
            }
        }
    }

    [TestMethod]
    public void OtherNotifications_ArePassedOn()
    {
        JsonRpcMessage message = JsonRpcReader.Parse("""{"jsonrpc":"2.0","method":"$/exiting"}"""u8.ToArray(), 64);
        Assert.IsFalse(Progress().OnNotification(message));
    }

    [TestMethod]
    public void ReceiverAmongTheArguments_GetsWhatNamesIt()
    {
        Assert.IsTrue(Progress().OnNotification(Message("""{"id":7,"receiver":0}""", Bytes("yes"))));
        CollectionAssert.AreEqual(new[] { "argument yes" }, kept.All);
    }

    [TestMethod]
    [DataRow("""{"id":7,"receiver":1}""")]
    [DataRow("""{"id":7,"receiver":2147483647}""")]
    [DataRow("""{"id":8,"receiver":0}""")]
    public void ReceiverThatIsNotThere_IsABreach(string parameters)
    {
        Assert.ThrowsExactly<InvalidMessageException>(() => Progress().OnNotification(Message(parameters, Bytes("no"))));
        Assert.ThrowsExactly<InvalidMessageException>(
            () => new CallProgress(new ProgressSink<string>(kept), null, 7).OnNotification(Message(parameters, Bytes("no"))));
        Assert.HasCount(0, kept.All);
    }

    private CallReferences References()
    {
        CallReferences references = new();
        Assert.AreEqual(0, references.Add(new Kept(kept.All, "argument ")));
        return references;
    }

    private CallProgress Progress() => new(new ProgressSink<string>(kept), References(), 7);

    private static JsonRpcMessage Message(string parameters, byte[] raw) => JsonRpcReader.Parse(
        Encoding.UTF8.GetBytes($$"""{"jsonrpc":"2.0","method":"$/progress","params":{{parameters}}}"""), 64, new BufferedAttachments().Set(raw, 0, raw.Length));

    private static byte[] Bytes(string value)
    {
        GraphWriter writer = new(int.MaxValue);
        writer.Write(value);
        return writer.Buffer[..writer.Length];
    }

    private sealed class Kept(List<string> all, string prefix) : IProgress<string>
    {
        public List<string> All => all;

        public void Report(string value) => All.Add(prefix + value);
    }
}
