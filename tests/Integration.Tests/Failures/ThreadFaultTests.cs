using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;
using ProcessIsolate.Platform;

namespace ProcessIsolate.Integration.Tests.Failures;

/// <summary>An unforeseen exception, on each of the library's threads and in each of its callbacks: calls may fail, the
/// program goes on, and so does the library once it is over. The same for threads that the system refuses.</summary>
/// <remarks>An exception that escapes ends the test program itself.</remarks>
[TestClass]
[DoNotParallelize]
public sealed class ThreadFaultTests
{
    private static readonly ConcurrentDictionary<(ThreadRole, ThreadMoment), int> Met = [];

    public static System.Collections.Generic.IEnumerable<object[]> Roles()
    {
        foreach (ThreadRole role in Enum.GetValues<ThreadRole>())
        {
            // These two run in a worker alone, where a failure ends the worker.
            if (role is not (ThreadRole.WorkerRead or ThreadRole.ExitLimit))
            {
                yield return [role.ToString()];
            }
        }
    }

    [TestCleanup]
    public void RemoveHook() => LibraryThread.Hook = null;

    [TestMethod]
    [DynamicData(nameof(Roles))]
    public void Exception_OnAThread(string role) => Survive(role, ThreadMoment.Running);

    [TestMethod]
    [DynamicData(nameof(Roles))]
    public void Thread_ThatIsRefused(string role) => Survive(role, ThreadMoment.Starting);

    [TestMethod]
    public void ThreadsOfTheHost_AreAllMet()
    {
        LibraryThread.Hook = static (role, moment) => Met.AddOrUpdate((role, moment), 1, static (_, count) => count + 1);
        Everything(limit: Eventually.Limit);
        foreach (ThreadRole role in (ThreadRole[])[ThreadRole.WorkerControl, ThreadRole.ProcessRun])
        {
            Assert.IsTrue(Met.ContainsKey((role, ThreadMoment.Running)), role.ToString());
        }
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
        using ProcessPool pool = TestPools.Single();
        Task sync = Task.Run(() => pool.Run(Common.Square, 3));
        Assert.IsInstanceOfType<ProcessIsolateException>(Failure(sync));
        Task async = pool.RunAsync(Common.Square, 3);
        Assert.IsInstanceOfType<ProcessIsolateException>(Failure(async));
        Assert.IsLessThan(20, Volatile.Read(ref begun));
        LibraryThread.Hook = null;
        Assert.AreEqual(9, pool.Run(Common.Square, 3));
    }

    private static Exception? Failure(Task task)
    {
        Eventually.True(() => task.IsCompleted, "the call ends");
        return task.Exception?.InnerException;
    }

    private static void Survive(string name, ThreadMoment moment)
    {
        ThreadRole role = Enum.Parse<ThreadRole>(name);
        LibraryThread.Hook = (at, when) =>
        {
            if (at == role && when == moment)
            {
                throw new UnforeseenFault();
            }
        };
        Task all = Task.Run(() => Everything(limit: TimeSpan.FromSeconds(2)));
        Assert.IsTrue(all.Wait(TimeSpan.FromSeconds(60)), "Everything ends, well or badly.");
        LibraryThread.Hook = null;
        using ProcessPool pool = TestPools.Single();
        Assert.AreEqual(81, pool.Run(Common.Square, 9));
        Assert.AreEqual(81, Eventually.Result(pool.RunAsync(Common.Square, 9), "an asynchronous call"));
        using ProcessSemaphore semaphore = new(0);
        Task<bool> wait = semaphore.WaitAsync(Eventually.Limit);
        semaphore.Release();
        Assert.IsTrue(Eventually.Result(wait, "an asynchronous wait"));
    }

    // Uses every kind of thread and callback, each part whether the others work or not.
    private static void Everything(TimeSpan limit)
    {
        using ProcessPool pool = TestPools.Of(2, options =>
        {
            options.CallTimeout = limit;
            options.StartTimeout = limit;
            options.CancellationGracePeriod = TimeSpan.FromMilliseconds(50);
            options.IdleTimeout = TimeSpan.FromMilliseconds(50);
        });
        Attempt(() => Assert.AreEqual(9, pool.Run(Common.Square, 3)));
        Attempt(() => Task.WhenAll(pool.RunAsync(Common.Square, 1), pool.RunAsync(Common.Square, 2), pool.RunAsync(Common.Square, 3)).Wait(limit));
        Attempt(() =>
        {
            using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(20));
            pool.Run(Common.Listen, (string?)null, source.Token);
        });
        Attempt(() =>
        {
            using ProcessSemaphore semaphore = new(0);
            semaphore.WaitAsync(TimeSpan.FromMilliseconds(20)).Wait(limit);
        });
        Attempt(() =>
        {
            using IsolatedProcess process = IsolatedProcess.Start(Common.Square, 3);
            if (!process.Join(limit))
            {
                process.Kill();
            }
        });
    }

    private static void Attempt(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is not UnitTestAssertException)
        {
            // How it ends is not what is asked here.
        }
    }

    private sealed class UnforeseenFault() : Exception("Thrown by a test.");
}
