using System;
using System.Linq;
using System.Text;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Runtime.Tests;

/// <summary>What a worker says of an exception costs its host no more than that exception would.</summary>
[TestClass]
public sealed class ErrorLimitsTests
{
    private const int Depth = 128;

    [TestMethod]
    public void MoreBytesThanAllowed_AreABreach() =>
        Assert.ThrowsExactly<InvalidMessageException>(static () => Read("\"stack\":\"" + new string('x', ErrorLimits.Bytes) + "\""));

    [TestMethod]
    [DataRow("{\"code\":1,\"message\":\"\\ud800\"}")]
    [DataRow("{\"code\":1,\"message\":\"m\",\"data\":{\"type\":\"\\ud800\"}}")]
    [DataRow("{\"code\":1,\"message\":\"m\",\"data\":{\"type\":\"T\",\"data\":[[[\"String\",\"\\ud800\"],null]]}}")]
    [DataRow("[]")]
    [DataRow("{")]
    public void InvalidText_IsABreach(string error) =>
        Assert.ThrowsExactly<InvalidMessageException>(() => ExceptionReader.Read(Encoding.UTF8.GetBytes(error), Depth, "", isExact: false));

    [TestMethod]
    public void ManyInnerExceptions_AreSomeOfThem()
    {
        AggregateException error = (AggregateException)Read(
            "\"inners\":[" + string.Join(',', Enumerable.Repeat("{\"type\":\"System.FormatException\",\"assembly\":\"System.Private.CoreLib\"}", 40_000)) + "]");
        Assert.HasCount(ErrorLimits.Exceptions - 1, error.InnerExceptions);
    }

    [TestMethod]
    public void DeepInnerExceptions_EndSomewhere()
    {
        Exception? error = ExceptionReader.Read(
            Encoding.UTF8.GetBytes("{\"data\":" + string.Concat(Enumerable.Repeat("{\"type\":\"T\",\"inner\":", 60)) + "5" + new string('}', 61)), Depth, "", isExact: false).Exception;
        int depth = 0;
        for (; error is not null; error = error.InnerException)
        {
            depth++;
        }

        Assert.AreEqual(ErrorLimits.InnerDepth + 1, depth);
    }

    [TestMethod]
    public void ManyEntriesOfData_AreSomeOfThem()
    {
        Exception error = Read("\"data\":[" + string.Join(',', Enumerable.Range(0, 80_000).Select(static i => $"[[\"String\",\"{i}\"],[\"Int32\",\"7\"]]")) + "]");
        Assert.HasCount(ErrorLimits.DataEntries, error.Data);
    }

    [TestMethod]
    public void AWriter_LeavesOutWhatAReaderWould()
    {
        AggregateException many = new(Enumerable.Range(0, 3000).Select(static i => new FormatException("" + i)));
        JsonRpcWriter writer = new(MessageLimits.Default);
        JsonRpcMessage message = Parse(writer.WriteError("1"u8, ErrorCodes.InvocationError, "m", many));
        Assert.IsLessThan(100_000 + (200 * ErrorLimits.Exceptions), message.Error.Length);
        AggregateException back = (AggregateException)ExceptionReader.Read(message.Error, Depth, "", isExact: false).Exception;
        Assert.HasCount(ErrorLimits.Exceptions - 1, back.InnerExceptions);
    }

    [TestMethod]
    public void AWriter_SendsNoMoreThanAReaderTakes()
    {
        JsonRpcWriter writer = new(MessageLimits.Default);
        Assert.ThrowsExactly<MessageTooLargeException>(
            () => writer.WriteError("1"u8, ErrorCodes.InvocationError, "m", new FormatException(new string('x', ErrorLimits.Bytes))));
    }

    private static Exception Read(string members) => ExceptionReader.Read(
        Encoding.UTF8.GetBytes("{\"code\":-32000,\"message\":\"m\",\"data\":{\"type\":\"System.AggregateException\",\"assembly\":\"System.Private.CoreLib\"," + members + "}}"), Depth, "", isExact: false).Exception;

    private static JsonRpcMessage Parse(ReadOnlyMemory<byte> frame)
    {
        int body = frame.Span.IndexOf("\r\n\r\n"u8) + 4;
        return JsonRpcReader.Parse(frame[body..], Depth);
    }
}
