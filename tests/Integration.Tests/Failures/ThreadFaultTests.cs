using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.HostApp;
using ProcessIsolate.Integration.Tests.Hosts;
using ProcessIsolate.Integration.Tests.Support;
using ProcessIsolate.Platform;

namespace ProcessIsolate.Integration.Tests.Failures;

/// <summary>An unforeseen exception, on each of the library's threads and in each of its callbacks: calls may fail, the
/// program goes on, and so does the library once it is over. The same for threads that the system refuses.</summary>
/// <remarks>An exception that escapes ends the test program itself. Each row counts what it threw: one that met nothing fails.</remarks>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
[DoNotParallelize]
public sealed class ThreadFaultTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    // These run in a worker alone, where a failure ends the worker.
    private static readonly ThreadRole[] OfWorkers = [ThreadRole.WorkerRead, ThreadRole.ExitLimit];

    // Callbacks, on threads that are there already.
    private static readonly ThreadRole[] NeverStarted = [ThreadRole.Pump, ThreadRole.Trim, ThreadRole.Cancel];

    // Over the stream callers read the control lane, and no ring waits.
    private static readonly ThreadRole[] OfSharedMemory = [ThreadRole.WorkerControl, ThreadRole.Receive];

    public static IEnumerable<object[]> Running() => Rows([]);

    public static IEnumerable<object[]> Starting() => Rows(NeverStarted);

    [TestCleanup]
    public void RemoveHook() => LibraryThread.Hook = null;

    [TestMethod]
    [DynamicData(nameof(Running))]
    public void Exception_OnAThread(string name)
    {
        ThreadRole role = Enum.Parse<ThreadRole>(name);
        int thrown = 0;
        LibraryThread.Hook = (at, when) =>
        {
            if (at == role && when == ThreadMoment.Running)
            {
                Interlocked.Increment(ref thrown);
                throw new UnforeseenFault();
            }
        };
        Task all = Task.Run(static () => EveryThread.Use(TimeSpan.FromSeconds(2)));
        Assert.IsTrue(all.Wait(Long), "Everything ends, well or badly.");
        Eventually.True(() => Volatile.Read(ref thrown) > 0, "the thread is met");
        LibraryThread.Hook = null;
        Assert.IsTrue(EveryThread.Works(Eventually.Limit));
    }

    /// <summary>In a program of its own: most of these threads start once.</summary>
    [TestMethod]
    [DynamicData(nameof(Starting))]
    public void Thread_ThatIsRefused(string name)
    {
        using HostProcess host = new(["refused-thread", name]);
        Assert.IsGreaterThan(0, host.Await("refused", 1, Long)[0]);
        Assert.AreEqual(1, host.Await("works", 1)[0]);
        Assert.AreEqual(0, host.WaitForExit(), host.Errors);
    }

    /// <summary>The input comes on the thread pool, so that what fails is what takes its items to a worker.</summary>
    [TestMethod]
    public void DriverOfAStream_IsTheStreamsError()
    {
        using ProcessPool pool = TestPools.Single();
        Assert.AreEqual(9, pool.Run(Common.Square, 3));
        LibraryThread.Hook = static (role, moment) =>
        {
            if (role == ThreadRole.Calls && moment == ThreadMoment.Running)
            {
                throw new UnforeseenFault();
            }
        };
        Task stream = Task.Run(async () =>
        {
            await foreach (int square in pool.StreamAsync(Common.Square, Later()))
            {
                Assert.Fail($"No driver, and yet {square}.");
            }
        });
        Assert.IsInstanceOfType<UnforeseenFault>(Failure(stream));
        LibraryThread.Hook = null;
        Assert.AreEqual(9, pool.Run(Common.Square, 3));

        static async System.Collections.Generic.IAsyncEnumerable<int> Later()
        {
            await Task.Yield();
            yield return 1;
            yield return 2;
        }
    }

    /// <summary>Each worker is gone as soon as it is ready: no call makes one after another for ever.</summary>
    [TestMethod]
    public void WorkersThatEndBeforeTheirFirstCall_FailIt()
    {
        int begun = 0;
        LibraryThread.Hook = (role, moment) =>
        {
            if (role == ThreadRole.WorkerControl && moment == ThreadMoment.Running)
            {
                Interlocked.Increment(ref begun);
                throw new UnforeseenFault();
            }
        };
        // The only transport with that thread.
        using ProcessPool pool = TestPools.Single(static options => options.Transport = Transport.SharedMemory);
        Task sync = Task.Run(() => pool.Run(Common.Square, 3));
        Assert.IsInstanceOfType<ProcessIsolateException>(Failure(sync));
        Task async = pool.RunAsync(Common.Square, 3);
        Assert.IsInstanceOfType<ProcessIsolateException>(Failure(async));
        Assert.IsLessThan(20, Volatile.Read(ref begun));
        LibraryThread.Hook = null;
        Assert.AreEqual(9, pool.Run(Common.Square, 3));
    }

    private static IEnumerable<object[]> Rows(ThreadRole[] without)
    {
        bool overStream = Environment.GetEnvironmentVariable("PROCESSISOLATE_TRANSPORT") == "Stream";
        return Enum.GetValues<ThreadRole>()
            .Except(OfWorkers).Except(without).Except(overStream ? OfSharedMemory : [])
            .Select(static role => new object[] { role.ToString() });
    }

    private static Exception? Failure(Task task)
    {
        Eventually.True(() => task.IsCompleted, "the call ends");
        return task.Exception?.InnerException;
    }

    private sealed class UnforeseenFault() : Exception("Thrown by a test.");
}
