using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Reflection;
using System.Text;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Runtime.Tests;

/// <summary>Exceptions to JSON text and back, without a process in between.</summary>
[TestClass]
public sealed class ExceptionRoundTripTests
{
    private static readonly Exception[] Known =
    [
        new Exception("plain"), new InvalidOperationException("why", new FormatException("because")),
        new ArgumentException("no"), new ArgumentException("no", "name"), new ArgumentException("no", "name", new FormatException("x")),
        new ArgumentNullException("name"), new ArgumentNullException("name", "no"), new ArgumentNullException(),
        new ArgumentOutOfRangeException("name"), new ArgumentOutOfRangeException("name", "no"),
        new ArgumentOutOfRangeException("name", 3.5, "no"), new ObjectDisposedException("thing"),
        new ObjectDisposedException("thing", "gone"), new ObjectDisposedException(null, "gone"),
        new FileNotFoundException("no", "a.txt"), new FileLoadException("no", "a.dll"), new BadImageFormatException("no", "a.dll"),
        new AggregateException("all", new FormatException("a"), new TimeoutException("b (c)")), new AggregateException(),
        new TypeInitializationException("T", new FormatException("x")), new Win32Exception(2, "no such"), new SocketException(111),
        new KeyNotFoundException("no"), new IOException("disk"), new OperationCanceledException("stop"),
        new System.Text.Json.JsonException("bad"), new System.Threading.Channels.ChannelClosedException("closed"),
        new WorkerStartException("slow"), new MessageTooLargeException("big"),
    ];

    [TestMethod]
    public void KnownExceptions_ComeBackTheSame()
    {
        foreach (Exception exception in Known)
        {
            Exception back = RoundTrip(exception);
            Same(exception, back);
        }
    }

    [TestMethod]
    public void UnknownException_IsRemote()
    {
        RemoteException back = Assert.IsInstanceOfType<RemoteException>(RoundTrip(new StrangeException("odd")));
        Assert.AreEqual((typeof(StrangeException).FullName, "odd"), (back.RemoteTypeName, back.Message));
    }

    [TestMethod]
    public void Stack_IsKeptAcrossTwoHops()
    {
        Exception thrown = Assert.ThrowsExactly<InvalidOperationException>(static () => ThrowHere());
        Exception twice = RoundTrip(RoundTrip(thrown));
        StringAssert.Contains(twice.ToString(), nameof(ThrowHere));
        StringAssert.Contains(twice.ToString(), "--- test ---");
    }

    [TestMethod]
    public void Data_OfSimpleValues()
    {
        object?[] values =
        [
            null, "text", 'c', true, (byte)1, (sbyte)-1, (short)-2, (ushort)2, -3, 3u, -4L, 4UL, 0.1f, 0.1, double.NaN, 1.50m, Guid.NewGuid(),
            new DateTime(1, DateTimeKind.Utc), new DateTime(2, DateTimeKind.Unspecified), DateTimeOffset.UnixEpoch, TimeSpan.MinValue,
        ];
        Exception exception = new("x");
        for (int i = 0; i < values.Length; i++)
        {
            exception.Data[i] = values[i];
        }

        exception.Data["delegate"] = (Action)(static () => { });
        exception.Data["enum"] = DayOfWeek.Friday;
        Exception back = RoundTrip(exception);
        Assert.HasCount(values.Length, back.Data.Keys.Cast<object>());
        for (int i = 0; i < values.Length; i++)
        {
            Assert.AreEqual(values[i], back.Data[i]);
            Assert.AreEqual(values[i]?.GetType(), back.Data[i]?.GetType());
        }
    }

    [TestMethod]
    public void DeepNesting_IsCutAndStillReadable()
    {
        Exception exception = new("bottom");
        for (int i = 0; i < 100; i++)
        {
            exception = new InvalidOperationException($"{i}", exception);
        }

        Assert.AreEqual("99", RoundTrip(exception).Message);
    }

    [TestMethod]
    [DataRow("{}")]
    [DataRow("{\"code\":\"x\",\"message\":5}")]
    [DataRow("{\"code\":1e99,\"message\":null,\"data\":[]}")]
    [DataRow("{\"data\":{\"type\":5}}")]
    [DataRow("{\"data\":{\"type\":\"System.Exception\",\"assembly\":\"System.Private.CoreLib\",\"inner\":[],\"inners\":{},\"data\":[[1],[[],[]],5]}}")]
    [DataRow("{\"data\":{\"type\":\"System.TypeInitializationException\",\"assembly\":\"System.Private.CoreLib\"}}")]
    [DataRow("{\"data\":{\"type\":\"System.AggregateException\",\"assembly\":\"System.Private.CoreLib\",\"inners\":[1,{}]}}")]
    [DataRow("{\"data\":{\"type\":\"System.ArgumentException\",\"assembly\":\"System.Private.CoreLib\",\"data\":[[[\"Int32\",\"x\"],null]]}}")]
    [DataRow("{\"data\":{\"type\":\"System.IO.FileInfo\",\"assembly\":\"System.Private.CoreLib\"}}")]
    [DataRow("{\"data\":{\"type\":\"System.Exception\",\"assembly\":\"System.Private.CoreLib\",\"code\":\"x\",\"stack\":[]}}")]
    public void HostileError_IsStillAnException(string json)
    {
        (_, Exception exception) = ExceptionReader.Read(Encoding.UTF8.GetBytes(json), 64, "", isExact: false);
        Assert.IsNotNull(exception.Message);
    }

    [TestMethod]
    [DataRow("5")]
    [DataRow("[]")]
    [DataRow("\"text\"")]
    public void ErrorThatIsNoObject_IsInvalid(string json) =>
        Assert.ThrowsExactly<InvalidMessageException>(() => ExceptionReader.Read(Encoding.UTF8.GetBytes(json), 64, "", isExact: false));

    [TestMethod]
    public void EveryFactory_KeepsTheMessage()
    {
        FieldInfo field = typeof(ExceptionFactories).GetField("factories", BindingFlags.NonPublic | BindingFlags.Instance)!;
        var factories = (IEnumerable<KeyValuePair<string, Func<ExceptionParts, Exception>>>)field.GetValue(ExceptionFactories.Shared)!;
        string[] ownMessages = ["System.TypeInitializationException", "System.Net.Sockets.SocketException"];
        foreach ((string name, Func<ExceptionParts, Exception> create) in factories)
        {
            Exception made = create(new ExceptionParts { Message = "the message", Name = "n", NativeCode = 2 });
            StringAssert.StartsWith(name, made.GetType().FullName + ", ");
            Assert.IsTrue(ownMessages.Contains(made.GetType().FullName) || made.Message.StartsWith("the message", StringComparison.Ordinal), name);
        }
    }

    private static void Same(Exception expected, Exception actual)
    {
        Assert.AreEqual(expected.GetType(), actual.GetType());
        Assert.AreEqual(expected.Message, actual.Message, expected.GetType().Name);
        Assert.AreEqual(expected.HResult, actual.HResult);
        foreach (string name in new[] { "ParamName", "ActualValue", "FileName", "ObjectName", "TypeName", "NativeErrorCode", "SocketErrorCode" })
        {
            PropertyInfo? property = expected.GetType().GetProperty(name);
            Assert.AreEqual(property?.GetValue(expected), property?.GetValue(actual), $"{expected.GetType().Name}.{name}");
        }

        Assert.AreEqual(expected.InnerException is null, actual.InnerException is null, expected.GetType().Name);
        if (expected.InnerException is { } inner)
        {
            Same(inner, actual.InnerException!);
        }
    }

    private static Exception RoundTrip(Exception exception)
    {
        JsonRpcWriter writer = new(MessageLimits.Default);
        string frame = Encoding.UTF8.GetString(writer.WriteError("1"u8, ErrorCodes.InvocationError, exception.Message, exception).Span);
        JsonRpcMessage message = JsonRpcReader.Parse(Encoding.UTF8.GetBytes(frame[(frame.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]), 128);
        (int code, Exception back) = ExceptionReader.Read(message.Error, 128, "--- test ---", isExact: false);
        Assert.AreEqual(ErrorCodes.InvocationError, code);
        return back;
    }

    private static int ThrowHere() => throw new InvalidOperationException("here");

    private sealed class StrangeException(string message) : Exception(message);
}
