using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Failures;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Processes;

/// <summary>A process of its own can be awaited, is started with options, and says what ended it.</summary>
[TestClass]
public sealed class ProcessOptionsTests
{
    [TestMethod]
    public async Task Await_GivesTheResult()
    {
        using IsolatedProcess<int> process = IsolatedProcess.Start(Common.Square, 7);
        Assert.AreEqual(49, await process);
        Assert.AreEqual(49, await process.ResultAsync());
        Assert.AreEqual((0, null), (process.ExitCode, process.Exception));
        using IsolatedProcess plain = IsolatedProcess.Start(OptionJobs.Nothing);
        await plain;
        Assert.AreEqual(0, plain.ExitCode);
    }

    [TestMethod]
    public async Task Await_ThrowsWhatTheMethodThrew()
    {
        using IsolatedProcess process = IsolatedProcess.Start(OptionJobs.Throw, "no luck");
        InvalidOperationException error = await Assert.ThrowsExactlyAsync<InvalidOperationException>(async () => await process);
        Assert.AreEqual("no luck", error.Message);
        Assert.AreEqual("no luck", process.Exception!.Message);
        Assert.AreEqual(1, process.ExitCode);

        using IsolatedProcess<int> crashing = IsolatedProcess.Start(Crashes.Exit, 7);
        await Assert.ThrowsExactlyAsync<WorkerCrashedException>(async () => await crashing);
        Assert.AreEqual(7, ((WorkerCrashedException)crashing.Exception!).ExitCode);
    }

    [TestMethod]
    public async Task ResultAsync_CancelledWait_LeavesTheProcess()
    {
        using Scratch scratch = new();
        string gate = scratch.Path("gate");
        using IsolatedProcess<int> process = IsolatedProcess.Start(Common.WaitForFile, scratch.Path("on"), gate);
        scratch.Await("on");
        using CancellationTokenSource source = new();
        Task<int> wait = process.ResultAsync(source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => wait);
        Assert.IsTrue(process.IsAlive);
        Assert.IsNull(process.Exception);
        scratch.Open("gate");
        Assert.AreEqual(process.Id, await process);
    }

    [TestMethod]
    public async Task Options_NameEnvironmentFolderAndTimeout()
    {
        using Scratch scratch = new();
        ProcessStartOptions options = new()
        {
            Name = "reader",
            WorkingDirectory = scratch.Folder,
            Environment = { ["PITEST_OPTION"] = "here" },
        };
        using IsolatedProcess<string> process = IsolatedProcess.Start(options, OptionJobs.Surroundings, "PITEST_OPTION");
        Assert.AreEqual("reader", process.Name);
        string[] told = (await process).Split('|');
        Assert.AreEqual("here", told[0]);
        Assert.AreEqual(Path.GetFileName(scratch.Folder), Path.GetFileName(told[1]));

        ProcessStartOptions brief = new() { Timeout = TimeSpan.FromMilliseconds(300), CancellationGracePeriod = TimeSpan.Zero };
        using IsolatedProcess spinning = IsolatedProcess.Start(brief, Common.SpinForever, (string?)null);
        await Assert.ThrowsExactlyAsync<CallTimeoutException>(async () => await spinning);
        using IsolatedProcess<int> later = IsolatedProcess.Start(new ProcessStartOptions(), OptionJobs.Later, 4);
        Assert.AreEqual(5, await later);
        Assert.Throws<ArgumentOutOfRangeException>(() => brief.Timeout = TimeSpan.Zero);
    }
}

internal static class OptionJobs
{
    [RunInProcess]
    public static void Nothing()
    {
    }

    [RunInProcess]
    public static void Throw(string message) => throw new InvalidOperationException(message);

#pragma warning disable PISO308 // What the worker has of its own is what the test asks for.
    [RunInProcess]
    public static string Surroundings(string variable) => Environment.GetEnvironmentVariable(variable) + "|" + Environment.CurrentDirectory;
#pragma warning restore PISO308

    [RunInProcess]
    public static async Task<int> Later(int x)
    {
        await Task.Yield();
        return x + 1;
    }
}
