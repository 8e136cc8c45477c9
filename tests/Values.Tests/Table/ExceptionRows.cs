using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using System.Xml;
using ProcessIsolate.Values.Tests.Types;

namespace ProcessIsolate.Values.Tests.Table;

/// <summary>Exceptions as values; those that methods throw are in <c>ThrownTests</c>.</summary>
internal static class ExceptionRows
{
    public static Row[] Rows =>
    [
        Row.Make<Exception>(
            static () => new Exception("plain \uD800"), static () => new InvalidOperationException("outer", new FormatException("inner")),
            static () => WithData(new IOException("io", 7)), static () => new AggregateException("all", new Exception("a"), new TimeoutException("b"))),
        Row.Make<ArgumentException>(
            static () => new ArgumentException("bad", "p"), static () => new ArgumentNullException("q"), static () => new ArgumentOutOfRangeException("r", 5, "far")),
        Row.Make<FileNotFoundException>(static () => new("nf", "a.txt")),
        Row.Make<HttpRequestException>(static () => new(HttpRequestError.NameResolutionError, "http", null, HttpStatusCode.BadGateway)),
        Row.Make<SocketException>(static () => new((int)SocketError.ConnectionRefused)),
        Row.Make<Win32Exception>(static () => new(5, "denied")),
        Row.Make<XmlException>(static () => new("xml", null, 3, 4)),
        Row.Make<JsonException>(static () => new("json", "$.a", 1, 2)),
        Row.Make<RegexParseException>(static () => Caught<RegexParseException>(static () => _ = new Regex("("))),
        Row.Make<OperationCanceledException>(static () => new("mine"), static () => new TaskCanceledException("task")),
        Row.Make<KeyNotFoundException>(static () => new("key")),
        Row.Make<ObjectDisposedException>(static () => new("thing", "gone")),
        Row.Make<PaymentException>(static () => new("declined") { Code = 7 }),
        Row.Make<RefundException>(static () => new(3, "late")),
        Row.Make<CodedException>(static () => new(5), static () => new DeepException(6, new PaymentException("in") { Code = 1 })),
        Row.Make<SemaphoreFullException>(static () => new("full")),
    ];

    private static IOException WithData(IOException exception)
    {
        exception.Data["k"] = "v";
        exception.Data[1] = 2.5;
        exception.HelpLink = "https://example.org";
        return exception;
    }

    private static T Caught<T>(Action action)
        where T : Exception
    {
        try
        {
            action();
        }
        catch (T exception)
        {
            return exception;
        }

        throw new InvalidOperationException("nothing was thrown");
    }
}
