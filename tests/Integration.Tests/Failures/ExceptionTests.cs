using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Integration.Tests.Failures;

/// <summary>What a method throws reaches its caller as it was.</summary>
[TestClass]
public sealed class ExceptionTests
{
    [TestMethod]
    public void ArgumentException_KeepsItsParameter()
    {
        ArgumentException local = Assert.ThrowsExactly<ArgumentException>(static () => Throwers.BadArgument(true));
        Assert.AreEqual(new ArgumentException("not so", "name").Message, local.Message);
        Assert.AreEqual("name", local.ParamName);
    }

    [TestMethod]
    public void ArgumentOutOfRange_KeepsItsValue()
    {
        ArgumentOutOfRangeException error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(static () => Throwers.OutOfRange(-3));
        Assert.AreEqual(("count", -3), (error.ParamName, error.ActualValue));
        Assert.AreEqual(new ArgumentOutOfRangeException("count", -3, "too small").Message, error.Message);
    }

    [TestMethod]
    public void FileNotFound_KeepsItsName()
    {
        FileNotFoundException error = Assert.ThrowsExactly<FileNotFoundException>(static () => Throwers.ReadMissing("/nowhere/at all"));
        Assert.AreEqual("/nowhere/at all", error.FileName);
    }

    [TestMethod]
    public void InnerExceptions_Data_AndHResult()
    {
        InvalidOperationException error = Assert.ThrowsExactly<InvalidOperationException>(static () => Throwers.Nested());
        Assert.AreEqual("outer", error.Message);
        Assert.AreEqual(0x1234, error.HResult);
        FormatException inner = Assert.IsInstanceOfType<FormatException>(error.InnerException);
        Assert.AreEqual("inner", inner.Message);
        Assert.AreEqual(7, error.Data["number"]);
        Assert.AreEqual(1.50m, error.Data["decimal"]);
        Assert.AreEqual(DateTimeKind.Utc, ((DateTime)error.Data["when"]!).Kind);
        Assert.AreEqual("text", error.Data[1L]);
        Assert.AreEqual(typeof(object), error.Data["object"]?.GetType());
    }

    [TestMethod]
    public void Aggregate_KeepsAllOfThem()
    {
        AggregateException error = Assert.ThrowsExactly<AggregateException>(static () => Throwers.Several());
        CollectionAssert.AreEqual(new[] { "one", "two (b)" }, error.InnerExceptions.Select(static inner => inner.Message).ToArray());
        Assert.IsInstanceOfType<TimeoutException>(error.InnerExceptions[1]);
        Assert.AreEqual(new AggregateException("several", new FormatException("one"), new TimeoutException("two (b)")).Message, error.Message);
    }

    [TestMethod]
    public void OwnException_ThrownInTheMethod_ComesBackAsItself()
    {
        OrderException error = Assert.ThrowsExactly<OrderException>(static () => Throwers.Order());
        Assert.AreEqual("no stock", error.Message);
        Assert.IsInstanceOfType<TimeoutException>(error.InnerException);
    }

    [TestMethod]
    public void PrivateException_ComesBackAsItself()
    {
        Exception error = Assert.Throws<Exception>(static () => Throwers.Hidden());
        Assert.AreEqual("from afar", error.Message);
        Assert.AreEqual("SecretException", error.GetType().Name);
        StringAssert.Contains(error.StackTrace, nameof(Elsewhere.Throw));
    }

    [TestMethod]
    public void ExceptionThatCannotCross_IsRemote()
    {
        RemoteException error = Assert.ThrowsExactly<RemoteException>(static () => Throwers.Holding());
        Assert.AreEqual("holds a stream", error.Message);
        Assert.AreEqual("ProcessIsolate.Integration.Tests.Failures.Elsewhere+StreamException", error.RemoteTypeName);
        StringAssert.Contains(error.RemoteStackTrace, nameof(Elsewhere.ThrowWithStream));
        StringAssert.Contains(error.ToString(), "StreamException");
    }

    [TestMethod]
    public void RemoteStack_IsShownAndTheProcessNamed()
    {
        InvalidOperationException error = Assert.ThrowsExactly<InvalidOperationException>(static () => Throwers.Nested());
        string text = error.ToString();
        StringAssert.Contains(text, nameof(Throwers.Inside));
        StringAssert.Contains(text, "in worker process");
        StringAssert.Contains(text, nameof(RemoteStack_IsShownAndTheProcessNamed));
    }

    [TestMethod]
    public async Task AsynchronousMethod_KeepsTypeAndStack()
    {
        ArgumentException error = await Assert.ThrowsExactlyAsync<ArgumentException>(static () => Throwers.Later());
        StringAssert.Contains(error.ToString(), nameof(Throwers.Later));
    }

    [TestMethod]
    public void ExceptionWhoseMessageThrows_StillArrives()
    {
        RemoteException error = Assert.ThrowsExactly<RemoteException>(static () => Throwers.Rude());
        StringAssert.Contains(error.Message, "RudeException");
    }

    [TestMethod]
    public void CancellationOfItsOwn_IsNotTheCallers()
    {
        OperationCanceledException error = Assert.Throws<OperationCanceledException>(static () => Throwers.CancelsItself());
        Assert.AreEqual("tired", error.Message);
    }

    [TestMethod]
    public void FailingArgument_NullReference_ComesBack() =>
        Assert.ThrowsExactly<NullReferenceException>(static () => Throwers.Length(null));
}

internal sealed class OrderException(string? message, Exception? inner) : Exception(message, inner);

internal static class Elsewhere
{
    public static int Throw() => throw new SecretException();

    public static int ThrowWithStream() => throw new StreamException(Stream.Null);

    private sealed class SecretException() : Exception("from afar");

    private sealed class StreamException(Stream stream) : Exception("holds a stream")
    {
        public Stream Stream { get; } = stream;
    }
}

internal sealed class RudeException : Exception
{
    public override string Message => throw new NotSupportedException("none of your business");
}

internal static class Throwers
{
    [RunInProcess]
    public static bool BadArgument(bool name) => throw new ArgumentException("not so", nameof(name));

    [RunInProcess]
    public static int OutOfRange(int count) => throw new ArgumentOutOfRangeException(nameof(count), count, "too small");

    [RunInProcess]
    public static string ReadMissing(string path) => throw new FileNotFoundException("missing", path);

    [RunInProcess]
    public static int Nested() => Inside();

    [RunInProcess]
    public static int Several() => throw new AggregateException("several", new FormatException("one"), new TimeoutException("two (b)"));

    [RunInProcess]
    public static int Order() => throw new OrderException("no stock", new TimeoutException("late"));

    [RunInProcess]
    public static int Hidden() => Elsewhere.Throw();

    [RunInProcess]
    public static int Holding() => Elsewhere.ThrowWithStream();

    [RunInProcess]
    public static async Task<int> Later()
    {
        await Task.Yield();
        throw new ArgumentException("later");
    }

    [RunInProcess]
    public static int Rude() => throw new RudeException();

    [RunInProcess]
    public static int CancelsItself() => throw new OperationCanceledException("tired");

    [RunInProcess]
    public static int Length(string? text) => text!.Length;

    internal static int Inside()
    {
        InvalidOperationException error = new("outer", new FormatException("inner")) { HResult = 0x1234 };
        error.Data["number"] = 7;
        error.Data["decimal"] = 1.50m;
        error.Data["when"] = new DateTime(2024, 2, 29, 1, 2, 3, DateTimeKind.Utc);
        error.Data[1L] = "text";
        error.Data["object"] = new object();
        throw error;
    }
}
