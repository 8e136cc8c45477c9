using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Runtime.Tests;

[TestClass]
public sealed class JsonRpcReaderTests
{
    private static readonly string[] RequestProperties =
    [
        "\"jsonrpc\":\"2.0\"", "\"id\":7", "\"method\":\"A/B.C(int)\"", "\"params\":[1,{\"id\":9}]", "\"traceparent\":\"00-1\"",
    ];

    [TestMethod]
    public void Properties_InAnyOrder()
    {
        int orders = 0;
        foreach (string[] order in Orders(RequestProperties))
        {
            JsonRpcMessage message = Parse("{" + string.Join(" , ", order) + "}");
            Assert.AreEqual(MessageKind.Request, message.Kind);
            Assert.AreEqual(7, message.Id);
            Assert.AreEqual("7", Text(message.RawId));
            Assert.AreEqual("A/B.C(int)", Text(message.Method));
            Assert.AreEqual("[1,{\"id\":9}]", Text(message.Params));
            Assert.AreEqual("00-1", message.Headers.TraceParent);
            orders++;
        }

        Assert.AreEqual(120, orders);
    }

    [TestMethod]
    [DataRow("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\"}", nameof(MessageKind.Request))]
    [DataRow("{\"jsonrpc\":\"2.0\",\"id\":\"text\",\"method\":\"m\"}", nameof(MessageKind.Request))]
    [DataRow("{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"params\":{}}", nameof(MessageKind.Notification))]
    [DataRow("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":null}", nameof(MessageKind.Response))]
    [DataRow("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":1}}", nameof(MessageKind.ErrorResponse))]
    [DataRow(" {\n\"extra\":{\"deep\":[[]]},\"jsonrpc\":\"2.0\",\"id\":1,\"result\":0 } ", nameof(MessageKind.Response))]
    public void Kinds(string text, string kind) => Assert.AreEqual(Enum.Parse<MessageKind>(kind), Parse(text).Kind);

    [TestMethod]
    [DataRow("")]
    [DataRow("null")]
    [DataRow("[]")]
    [DataRow("{}")]
    [DataRow("{\"jsonrpc\":\"2.0\"}")]
    [DataRow("{\"jsonrpc\":\"1.0\",\"id\":1,\"result\":1}")]
    [DataRow("{\"jsonrpc\":2.0,\"id\":1,\"result\":1}")]
    [DataRow("{\"jsonrpc\":\"2.0\",\"id\":1}")]
    [DataRow("{\"jsonrpc\":\"2.0\",\"result\":1}")]
    [DataRow("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":5}")]
    [DataRow("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\"}")]
    [DataRow("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\",\"result\":1}")]
    [DataRow("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":1,\"error\":{}}")]
    [DataRow("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":1}{}")]
    [DataRow("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":1")]
    [DataRow("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":[[[[[[[[[[1]]]]]]]]]]}")]
    [DataRow("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\\uD800\"}")]
    [DataRow("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\",\"culture\":\"\\uD800\"}")]
    public void Garbage_IsRefused(string text) => Assert.ThrowsExactly<InvalidMessageException>(() => Parse(text));

    [TestMethod]
    [DataRow("1.5")]
    [DataRow("\"1\"")]
    [DataRow("null")]
    [DataRow("99999999999999999999")]
    public void IdThatIsNoInteger_IsKeptAsText(string id)
    {
        JsonRpcMessage message = Parse($"{{\"jsonrpc\":\"2.0\",\"id\":{id},\"method\":\"m\"}}");
        Assert.AreEqual(-1, message.Id);
        Assert.AreEqual(id, Text(message.RawId));
    }

    [TestMethod]
    public void EscapedMethodName_IsUnescaped() => Assert.AreEqual("m\u20AC", Text(Parse("{\"jsonrpc\":\"2.0\",\"method\":\"\\u006d\\u20ac\"}").Method));

    [TestMethod]
    public void Detached_OutlivesItsBuffer()
    {
        byte[] bytes = Encoding.UTF8.GetBytes("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\",\"params\":[5]}");
        JsonRpcMessage detached = JsonRpcReader.Parse(bytes, 8).Detach(8);
        Array.Clear(bytes);
        Assert.AreEqual(("m", "[5]"), (Text(detached.Method), Text(detached.Params)));
    }

    private static IEnumerable<string[]> Orders(string[] items) => items.Length <= 1
        ? [items]
        : items.SelectMany((item, i) => Orders([.. items[..i], .. items[(i + 1)..]]).Select(rest => (string[])[item, .. rest]));

    private static JsonRpcMessage Parse(string text) => JsonRpcReader.Parse(Encoding.UTF8.GetBytes(text), 8);

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
