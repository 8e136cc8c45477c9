using System;
using System.Linq;
using System.Text;
using System.Threading;
using Microsoft.Extensions.Logging;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Pools;

/// <summary>What workers write becomes log events, or nothing, and crash reports have the end of it.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class OutputTests
{
    [TestMethod]
    public void Log_MakesAnEventOfEachLine()
    {
        KeptLog log = new();
        int worker;
        using (ProcessPool pool = TestPools.Single(options => Logs(options, log)))
        {
            worker = pool.Run(OutputJobs.Say, "first\nsecond\r\n\nthe rest", "trouble\n");
            log.Await("StandardOutput", 3);
            log.Await("StandardError");
        }

        CollectionAssert.AreEqual(
            new[] { "first", "second", "", "the rest" }, log.Of("StandardOutput").Select(static each => each.Values["Line"]).ToArray());
        LogEvent error = log.Of("StandardError").Single();
        Assert.AreEqual(("trouble", LogLevel.Warning, "ProcessIsolate.Output"), (error.Values["Line"], error.Level, error.Category));
        foreach (LogEvent each in log.Of("StandardOutput"))
        {
            Assert.AreEqual((LogLevel.Information, 20, "out", worker), (each.Level, each.Id, each.Values["Pool"], each.Values["ProcessId"]));
            StringAssert.Contains((string)each.Values["Method"]!, nameof(OutputJobs.Say));
            Assert.IsTrue((int)each.Values["WorkerId"]! > 0);
        }
    }

    [TestMethod]
    public void Log_BoundsLinesAndTakesAnyBytes()
    {
        KeptLog log = new();
        using ProcessPool pool = TestPools.Single(options => Logs(options, log));
        // Characters of two bytes, shifted by one: a piece of 8 KiB would end in the middle of one.
        string text = "x" + new string('é', 10_000);
        byte[] bytes = [.. Encoding.UTF8.GetBytes(text), (byte)'\n', 0xFF, 0xC3, (byte)'\n', .. "end\n"u8];
        pool.Run(OutputJobs.WriteBytes, bytes);
        Eventually.True(() => log.Of("StandardOutput").Any(static each => (string)each.Values["Line"]! == "end"), "the last line");
        string[] lines = [.. log.Of("StandardOutput").Select(static each => (string)each.Values["Line"]!)];
        Assert.AreEqual(text, string.Concat(lines[..^2]));
        Assert.IsTrue(lines.All(static line => Encoding.UTF8.GetByteCount(line) <= 8 * 1024));
        Assert.AreEqual("\uFFFD\uFFFD", lines[^2]);
    }

    [TestMethod]
    public void Log_FloodBehindALoggerThatStands_EndsAndTakesNoMemory()
    {
        using ManualResetEventSlim gate = new();
        KeptLog log = new(each => gate.Wait(Eventually.Limit));
        using ProcessPool pool = TestPools.Single(options => Logs(options, log));
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Assert.AreEqual(64, pool.Run(OutputJobs.Flood, 64));
        Assert.IsLessThan(16L << 20, GC.GetTotalMemory(forceFullCollection: true) - before);
        Assert.AreEqual(4, pool.Run(Common.Square, 2));
        gate.Set();
        LogEvent lost = log.Await("EventsLost");
        Assert.IsGreaterThan(500_000L, (long)lost.Values["Lines"]!);
    }

    [TestMethod]
    public void Log_FloodBehindALoggerThatMoves_LosesNothing()
    {
        int lines = 0;
        CountingLog log = new(() => Interlocked.Increment(ref lines));
        using ProcessPool pool = TestPools.Single(options => Logs(options, log));
        pool.Run(OutputJobs.Flood, 4);
        Eventually.True(() => Volatile.Read(ref lines) >= 65_536, () => $"all lines: {Volatile.Read(ref lines)}");
    }

    [TestMethod]
    public void Discard_KeepsTheCrashTail()
    {
        using ProcessPool pool = TestPools.Single(static options => options.Output = WorkerOutput.Discard);
        Assert.AreEqual("/dev/null", pool.Run(OutputJobs.Leads, "/proc/self/fd/1"));
        WorkerCrashedException crash = Assert.ThrowsExactly<WorkerCrashedException>(() => pool.Run(OutputJobs.SayThenExit, "last words"));
        StringAssert.Contains(crash.StandardErrorTail, "last words");
    }

    [TestMethod]
    public void Log_KeepsTheCrashTail()
    {
        KeptLog log = new();
        using ProcessPool pool = TestPools.Single(options => Logs(options, log));
        WorkerCrashedException crash = Assert.ThrowsExactly<WorkerCrashedException>(() => pool.Run(OutputJobs.SayThenExit, "last words"));
        StringAssert.Contains(crash.StandardErrorTail, "last words");
        Assert.AreEqual("last words", log.Await("StandardError").Values["Line"]);
    }

    [TestMethod]
    public void Log_WithoutFactory_IsAsInherit()
    {
        using ProcessPool pool = TestPools.Single(static options => options.Output = WorkerOutput.Log);
        string own = System.IO.File.ResolveLinkTarget("/proc/self/fd/1", returnFinalTarget: false)!.FullName;
        Assert.AreEqual(own, pool.Run(OutputJobs.Leads, "/proc/self/fd/1"));
    }

    [TestMethod]
    public void Process_HasItsOwnLines()
    {
        KeptLog log = new();
        ProcessStartOptions options = new() { Name = "alone", Output = WorkerOutput.Log, LoggerFactory = log };
        using IsolatedProcess<int> process = IsolatedProcess.Start(options, OutputJobs.Say, "one\n", "");
        Assert.AreEqual(process.Id, process.Result);
        LogEvent line = log.Await("StandardOutput");
        Assert.AreEqual(("one", "alone", process.Id), (line.Values["Line"], line.Values["Pool"], line.Values["ProcessId"]));
    }

    [TestMethod]
    public void Worker_DoesNotLoadTheLoggersAssembly()
    {
        KeptLog log = new();
        using ProcessPool pool = TestPools.Single(options => Logs(options, log));
        Assert.IsFalse(pool.Run(OutputJobs.HasLoaded, "Microsoft.Extensions.Logging.Abstractions"));
        Assert.IsTrue(pool.Run(OutputJobs.HasLoaded, "ProcessIsolate"));
    }

    [TestMethod]
    public void CommandLine_NamesPoolAndWorker()
    {
        using ProcessPool pool = TestPools.Single(static options => options.Name = "the images/1 " + new string('n', 200));
        string line = Proc.CommandLine(pool.Run(Common.ProcessId));
        StringAssert.Contains(line, "processisolate-worker:the_images_1_nnn");
        StringAssert.Matches(line, new System.Text.RegularExpressions.Regex("[^n]n{51}:[0-9]+ $"));
        using Scratch scratch = new();
        using IsolatedProcess<int> process = IsolatedProcess.Start(
            new ProcessStartOptions { Name = "alone" }, Common.WaitForFile, scratch.Path("on"), scratch.Path("gate"));
        scratch.Await("on");
        StringAssert.Contains(Proc.CommandLine(process.Id), "processisolate-worker:alone:");
        scratch.Open("gate");
    }

    private static void Logs(ProcessPoolOptions options, ILoggerFactory log)
    {
        options.Name = "out";
        options.Output = WorkerOutput.Log;
        options.LoggerFactory = log;
    }

    private sealed class CountingLog(Action onLine) : ILoggerFactory, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id == 20)
            {
                onLine();
            }
        }
    }
}
