using System;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Interop;
using ProcessIsolate.Integration.Tests.Pools;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Failures;

/// <summary>Workers that answer a batch with what is no answer, over the stream transport.</summary>
[TestClass]
public sealed class HostileBatchTests
{
    private const string Begun = "03";

    [TestMethod]
    [DataRow("00 02000000 00000000 2278", DisplayName = "a record before the beginning")]
    [DataRow("02", DisplayName = "a cancellation before the beginning")]
    [DataRow("03 03", DisplayName = "two beginnings")]
    [DataRow("03 02", DisplayName = "a cancellation that was not asked for")]
    [DataRow("03 07", DisplayName = "an unknown record")]
    [DataRow("03 1f", DisplayName = "the last byte that begins no frame")]
    [DataRow("03 00 02000000 00000000 2278", DisplayName = "half a text")]
    [DataRow("03 00 00000000 00000000", DisplayName = "no text at all")]
    [DataRow("03 00 05000000 00000000 2261222035", DisplayName = "something behind the text")]
    [DataRow("03 00 01000000 00000000 5b", DisplayName = "an array that does not end")]
    [DataRow("03 00 09000000 02000000 7b22726177223a347d 6100", DisplayName = "more raw bytes than there are")]
    [DataRow("03 00 09000000 00000000 7b22726177223a347d", DisplayName = "raw bytes that do not follow")]
    [DataRow("03 00 03000000 00000000 226122 00 02000000 00000000 2278", DisplayName = "half a text behind a good one")]
    [DataRow("03 01 202020200d0a0d0a", DisplayName = "an error without a header")]
    public void Garbage_KillsThatWorkerAndGivesEachItemAnOutcome(string answer) => Fails<WorkerProtocolException>(answer);

    [TestMethod]
    [DataRow("01", "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":1}", DisplayName = "a result as an error")]
    [DataRow("01", "{\"jsonrpc\":\"2.0\",\"id\":77,\"error\":{\"code\":1,\"message\":\"x\"}}", DisplayName = "the error of another call")]
    [DataRow("", "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":1}", DisplayName = "a response among the records")]
    [DataRow("", "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"x\"}", DisplayName = "a request among the records")]
    public void FramesOfAnotherKind_AreABreachOfProtocol(string record, string body) =>
        Fails<WorkerProtocolException>(Begun + record + Hex(FakeWorker.Frame(body)));

    [TestMethod]
    public void NotificationsAmongRecords_AreInTheirPlace()
    {
        using Scratch scratch = new();
        string news = Hex(FakeWorker.Frame("{\"jsonrpc\":\"2.0\",\"method\":\"$/news\"}"));
        (Exception error, int progress) = Map(scratch, news + Begun + news + Value("\"a\"") + news + news + Value("{}"));
        Assert.IsInstanceOfType<WorkerProtocolException>(error);
        StringAssert.Contains(error.Message, "no value of its type");
        Assert.AreEqual(2, progress);
    }

    [TestMethod]
    [DataRow("03 00 ffffffff ffffffff")]
    [DataRow("03 00 01000000 00000010")]
    public void OversizedRecord_IsRefused(string answer) => Fails<MessageTooLargeException>(answer);

    [TestMethod]
    public void ResultOfAnotherType_KillsThatWorker()
    {
        using Scratch scratch = new();
        (Exception error, int progress) = Map(scratch, Begun + Value("\"a\"") + Value("{}"));
        Assert.IsInstanceOfType<WorkerProtocolException>(error);
        StringAssert.Contains(error.Message, "no value of its type");
        Assert.AreEqual(2, progress);
    }

    [TestMethod]
    public async Task AllItemsOfAChunk_AreOneMessage()
    {
        Node.Require();
        using Scratch scratch = new();
        using ProcessPool pool = Pool(scratch, Begun + Value("\"a\"") + Value("\"b\"") + Value("\"c\""));
        string[] results = await pool.MapAsync(PoolJobs.Shout, ["x", "y", "z"], new MapOptions { ChunkSize = 3 });
        CollectionAssert.AreEqual(new[] { "a", "b", "c" }, results);
        string[] batches = File.ReadAllLines(scratch.Path("batches"));
        Assert.HasCount(1, batches);
        StringAssert.Contains(batches[0], "\"batch\":3,\"records\":true");
    }

    private static void Fails<T>(string answer)
        where T : Exception
    {
        using Scratch scratch = new();
        (Exception error, int progress) = Map(scratch, answer);
        Assert.IsInstanceOfType<T>(error);
        Assert.AreEqual(2, progress);
    }

    private static (Exception Error, int Progress) Map(Scratch scratch, string answer)
    {
        Node.Require();
        using ProcessPool pool = Pool(scratch, answer);
        Seen progress = new();
        // Where the worker dies, each item costs one.
        string[] items = ["x", "y"];
        Task<string[]> map = pool.MapAsync(PoolJobs.Shout, items, new MapOptions { ChunkSize = items.Length, Progress = progress });
        Eventually.Ends(map, "the map ends");
        Eventually.True(() => !Proc.WorkersRunning(scratch.Folder), "the worker that broke the protocol is dead");
        return (map.Exception!.InnerException!, progress.Values.Count);
    }

    private static ProcessPool Pool(Scratch scratch, string answer) =>
        TestPools.Single(o => o.WorkerCommand = FakeWorker.Command(scratch.Folder, "hex:" + answer.Replace(" ", "", StringComparison.Ordinal)));

    private static string Value(string text) =>
        "00" + Convert.ToHexString(BitConverter.GetBytes(text.Length)) + "00000000" + Hex(text);

    private static string Hex(string text) => Convert.ToHexString(Encoding.UTF8.GetBytes(text));
}
