using System;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Interop;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Failures;

/// <summary>Workers that break the protocol, and messages that are too large.</summary>
[TestClass]
public sealed class ProtocolTests
{
    [TestMethod]
    [DataRow("this is no header\r\n\r\n")]
    [DataRow("Content-Length: many\r\n\r\n")]
    [DataRow("Content-Length: -5\r\n\r\n")]
    [DataRow("Content-Length: 5\r\n\r\nhello")]
    [DataRow("Content-Length: 0\r\n\r\n")]
    [DataRow("\r\n\r\n")]
    public void MalformedMessage_KillsThatWorker(string answer) => Breaks(answer);

    // The first call has the id 2: the handshake was 1.
    [TestMethod]
    [DataRow("""{"jsonrpc":"2.0","id":99999,"result":1}""")]
    [DataRow("""{"jsonrpc":"2.0","id":1e99,"result":1}""")]
    [DataRow("""{"jsonrpc":"2.0","id":"2","result":1}""")]
    [DataRow("""{"jsonrpc":"2.0","id":2}""")]
    [DataRow("""{"jsonrpc":"2.0","id":2,"result":1,"error":{}}""")]
    [DataRow("""{"jsonrpc":"2.0","id":2,"error":"text"}""")]
    [DataRow("""{"jsonrpc":"2.0","id":1,"method":"x"}""")]
    [DataRow("""{"id":2,"result":1}""")]
    [DataRow("""[]""")]
    public void InvalidMessage_KillsThatWorker(string body) => Breaks(FakeWorker.Frame(body));

    [TestMethod]
    [DataRow("""{"jsonrpc":"2.0","id":2,"result":"nine"}""")]
    [DataRow("""{"jsonrpc":"2.0","id":2,"result":1.5}""")]
    [DataRow("""{"jsonrpc":"2.0","id":2,"result":null}""")]
    public void ResultOfAnotherType_KillsThatWorker(string body) => Breaks(FakeWorker.Frame(body));

    [TestMethod]
    [DataRow("{\"raw\":6}", 0)]
    [DataRow("{\"raw\":6}", 4)]
    [DataRow("{\"raw\":-2}", 4)]
    [DataRow("{\"raw\":3}", 4)]
    [DataRow("{\"raw\":4,\"size\":1}", 4)]
    public void RawBytesThatDoNotFit_KillThatWorker(string result, int following)
    {
        Node.Require();
        using Scratch scratch = new();
        string body = "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":" + result + "}";
        string answer = $"Content-Length: {body.Length}\r\nAttachment-Length: {following}\r\n\r\n{body}{new string('x', following)}";
        using ProcessPool pool = TestPools.Single(o => o.WorkerCommand = FakeWorker.Command(scratch.Folder, answer));
        Assert.ThrowsExactly<WorkerProtocolException>(() => pool.Run(Sizes.Make, 3));
        Eventually.True(() => !Proc.WorkersRunning(scratch.Folder), "the worker that broke the protocol is dead");
    }

    [TestMethod]
    public void OversizedAnnouncement_KillsThatWorker()
    {
        MessageTooLargeException error = Fails<MessageTooLargeException>("Content-Length: 99999999999\r\n\r\n");
        StringAssert.Contains(error.Message, "99,999,999,999");
    }

    [TestMethod]
    public void WrongProtocolVersion_IsNamed()
    {
        Node.Require();
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single(o => o.WorkerCommand = FakeWorker.Command(scratch.Folder, "", 99));
        WorkerStartException error = Assert.ThrowsExactly<WorkerStartException>(() => pool.Run(Common.ProcessId));
        StringAssert.Contains(error.Message, "99");
    }

    [TestMethod]
    public void Map_WithAMalformedError_GivesEachItemAnOutcome()
    {
        Node.Require();
        using Scratch scratch = new();
        string answer = FakeWorker.Frame("""{"jsonrpc":"2.0","id":2,"error":"text"}""");
        using ProcessPool pool = TestPools.Single(o => o.WorkerCommand = FakeWorker.Command(scratch.Folder, answer));
        Finished progress = new();
        Task<int[]> map = pool.MapAsync(Common.Square, [1, 2, 3], new MapOptions { ChunkSize = 3, Progress = progress });
        Eventually.Ends(map, "the map ends");
        Assert.IsInstanceOfType<WorkerProtocolException>(map.Exception!.InnerException);
        Assert.AreEqual(3, progress.Count);
    }

    [TestMethod]
    public void OversizedArgument_CostsOnlyItsCall()
    {
        using ProcessPool pool = TestPools.Single(static o => o.MaxMessageBytes = 100_000);
        using IDisposable scope = pool.Use();
        int worker = Common.ProcessId();
        MessageTooLargeException error = Assert.ThrowsExactly<MessageTooLargeException>(static () => Sizes.LengthOf(new string('x', 100_001)));
        Assert.AreEqual(100_000, error.Limit);
        Assert.ThrowsExactly<MessageTooLargeException>(static () => Sizes.LengthOfAll([.. Enumerable.Repeat(new string('x', 1000), 200)]));
        Assert.ThrowsExactly<MessageTooLargeException>(static () => Sizes.LengthOfBytes(new byte[100_001]));
        Assert.AreEqual(90_000, Sizes.LengthOf(new string('x', 90_000)));
        Assert.AreEqual(worker, Common.ProcessId());
    }

    [TestMethod]
    public void OversizedResult_CostsOnlyItsCall()
    {
        using ProcessPool pool = TestPools.Single(static o => o.MaxMessageBytes = 100_000);
        using IDisposable scope = pool.Use();
        int worker = Common.ProcessId();
        Assert.ThrowsExactly<MessageTooLargeException>(static () => Sizes.Make(100_001));
        Assert.ThrowsExactly<MessageTooLargeException>(static () => Sizes.MakeMany(200));
        Assert.AreEqual(90_000, Sizes.Make(90_000).Length);
        Assert.AreEqual(worker, Common.ProcessId());
    }

    [TestMethod]
    public void AGraphMayBeDeeperThanTheTextOfAMessage()
    {
        using ProcessPool pool = TestPools.Single(static o => o.MaxJsonDepth = 16);
        using IDisposable scope = pool.Use();
        int worker = Common.ProcessId();
        Assert.AreEqual(3_000, Sizes.DepthOf(Chain.Of(3_000)));
        Assert.AreEqual(3_000, Sizes.DepthOf(Sizes.MakeChain(3_000)));
        Assert.AreEqual(worker, Common.ProcessId());
    }

    private static void Breaks(string answer) => Fails<WorkerProtocolException>(answer);

    private static T Fails<T>(string answer)
        where T : Exception
    {
        Node.Require();
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single(o => o.WorkerCommand = FakeWorker.Command(scratch.Folder, answer));
        T error = Assert.ThrowsExactly<T>(() => pool.Run(Common.Square, 3));
        Eventually.True(
            () => !Proc.WorkersRunning(scratch.Folder), "the worker that broke the protocol is dead");
        return error;
    }

    private sealed class Finished : IProgress<MapProgress>
    {
        private int count;

        public int Count => count;

        public void Report(MapProgress value) => System.Threading.Interlocked.Increment(ref count);
    }
}

internal sealed class Chain
{
    public Chain? Next { get; set; }

    public static Chain Of(int depth) => new() { Next = depth > 1 ? Of(depth - 1) : null };
}

internal static class Sizes
{
    [RunInProcess]
    public static int LengthOf(string text) => text.Length;

    [RunInProcess]
    public static int LengthOfAll(string[] texts) => texts.Length;

    [RunInProcess]
    public static int LengthOfBytes(byte[] bytes) => bytes.Length;

    [RunInProcess]
    public static string Make(int length) => new('x', length);

    [RunInProcess]
    public static string[] MakeMany(int count) => [.. Enumerable.Repeat(new string('x', 1000), count)];

    [RunInProcess]
    public static int DepthOf(Chain? chain) => chain is null ? 0 : 1 + Deeper(chain.Next);

    [RunInProcess]
    public static Chain MakeChain(int depth) => Chain.Of(depth);

    private static int Deeper(Chain? chain) => chain is null ? 0 : 1 + Deeper(chain.Next);
}
