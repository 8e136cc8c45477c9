using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Failures;
using ProcessIsolate.Integration.Tests.Hosts;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Interop;

/// <summary>The control lane against another JSON-RPC implementation, npm's vscode-jsonrpc, as worker and as host.</summary>
[TestClass]
public sealed class ForeignPeerTests
{
    private static readonly TimeSpan ProgramLimit = TimeSpan.FromSeconds(60);

    private static Scratch? peers;

    [ClassInitialize]
    public static void Install(TestContext context)
    {
        Node.RequireNpm();
        peers = new Scratch();
        string source = typeof(ForeignPeerTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(static data => data.Key == "InteropFolder").Value!;
        foreach (string file in Directory.EnumerateFiles(source))
        {
            File.Copy(file, peers.Path(Path.GetFileName(file)));
        }

        (int code, _, string errors) = Run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        Assert.AreEqual(0, code, errors);
    }

    [ClassCleanup]
    public static void Remove() => peers?.Dispose();

    [TestMethod]
    public void NodeAsWorker_ServesCalls()
    {
        using ProcessPool pool = NodePool();
        Assert.AreEqual(144, pool.Run(Common.Square, 12));
        int worker = pool.Run(Common.ProcessId);
        StringAssert.StartsWith(Proc.CommandLine(worker), "node ");
        int[] squares = pool.Map(Common.Square, Enumerable.Range(0, 500));
        CollectionAssert.AreEqual(Enumerable.Range(0, 500).Select(static x => x * x).ToArray(), squares);
        Assert.AreEqual(worker, pool.Run(Common.ProcessId));
        pool.Close();
        pool.Join();
        Assert.IsFalse(Proc.IsAlive(worker));
    }

    [TestMethod]
    public void NodeAsWorker_AnswersACancellation()
    {
        using Scratch scratch = new();
        using CancellationTokenSource source = new();
        using ProcessPool pool = NodePool();
        using IDisposable scope = pool.Use();
        Task<int> call = Common.ListenAsync(scratch.Path("on"), source.Token);
        int worker = scratch.Await("on");
        source.Cancel();
        Eventually.Ends(call, "the cancelled call ends");
        Assert.IsTrue(call.IsCanceled);
        Assert.AreEqual(worker, pool.Run(Common.ProcessId));
    }

    [TestMethod]
    public void NodeAsWorker_FailsWithTypedAndUntypedErrors()
    {
        using ProcessPool pool = NodePool();
        Assert.AreEqual("name", Assert.ThrowsExactly<ArgumentException>(() => pool.Run(Throwers.BadArgument, true)).ParamName);
        RemoteException error = Assert.ThrowsExactly<RemoteException>(() => pool.Run(Throwers.Order));
        StringAssert.Contains(error.Message, "nothing of that name");
    }

    [TestMethod]
    public void NodeAsHost_DrivesARealWorker()
    {
        string app = Path.ChangeExtension(HostProcess.Dll, null);
        string library = Path.Combine(Path.GetDirectoryName(HostProcess.Dll)!, "ProcessIsolate.dll");
        (int code, string output, string errors) = Run("node", peers!.Path("host.js"), "dotnet", library, app, "ProcessIsolate.HostApp");
        Assert.AreEqual(0, code, errors);
        using JsonDocument document = JsonDocument.Parse(output);
        JsonElement learned = document.RootElement;
        int worker = learned.GetProperty("processId").GetInt32();
        Assert.AreEqual(worker, learned.GetProperty("hello").GetProperty("processId").GetInt32());
        Assert.AreEqual("open sesame", learned.GetProperty("hello").GetProperty("token").GetString());
        Assert.AreEqual(worker, learned.GetProperty("initialized").GetProperty("processId").GetInt32());
        Assert.AreEqual(144, learned.GetProperty("positional").GetInt32());
        Assert.AreEqual(42, learned.GetProperty("named").GetInt32());
        Assert.AreEqual(-32800, CodeOf(learned, "cancelled"));
        Assert.AreEqual(-32601, CodeOf(learned, "unknown"));
        Assert.AreEqual(-32602, CodeOf(learned, "wrongArguments"));
        Assert.AreEqual(25, learned.GetProperty("afterwards").GetInt32());
        Assert.AreEqual(5, learned.GetProperty("exiting").GetProperty("exitCode").GetInt32());
        Assert.AreEqual(5, learned.GetProperty("exitCode").GetInt32());
        JsonElement data = learned.GetProperty("thrown").GetProperty("data");
        Assert.AreEqual(-32000, CodeOf(learned, "thrown"));
        Assert.AreEqual("System.ArgumentException", data.GetProperty("type").GetString());
        Assert.AreEqual("text", data.GetProperty("paramName").GetString());
        StringAssert.Contains(data.GetProperty("stack").GetString(), "Work.Fail");
    }

    private static int CodeOf(JsonElement learned, string name) => learned.GetProperty(name).GetProperty("code").GetInt32();

    private static ProcessPool NodePool() => TestPools.Single(static o => o.WorkerCommand = ("node", [peers!.Path("worker.js")]));

    private static (int Code, string Output, string Errors) Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = peers!.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(ProgramLimit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"'{program} {string.Join(' ', arguments)}' does not end: {errors.GetAwaiter().GetResult()}");
        }

        return (process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
    }
}
