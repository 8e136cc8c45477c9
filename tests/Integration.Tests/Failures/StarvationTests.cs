using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Failures;

/// <summary>The thread pool full of callers that all wait: time limits must still fire, since only they free it.</summary>
// Alone: the runner itself runs its parallel tests on the pool that this test fills.
[TestClass]
[DoNotParallelize]
public sealed class StarvationTests
{
    [TestMethod]
    public void TimeLimits_FireThoughEveryPoolThreadWaits()
    {
        ThreadPool.GetMinThreads(out int minWorkers, out _);
        ThreadPool.GetMaxThreads(out int maxWorkers, out int maxCompletion);
        ThreadPool.GetAvailableThreads(out int availableWorkers, out _);
        // The runner itself may hold some of the pool's threads, this test's own among them, until the test is over.
        int held = maxWorkers - availableWorkers;
        using ProcessPool pool = TestPools.Of(2, static o =>
        {
            o.CallTimeout = TimeSpan.FromMilliseconds(300);
            o.CancellationGracePeriod = TimeSpan.FromMilliseconds(50);
        });
        int threads = Math.Max(minWorkers, Environment.ProcessorCount);
        int callers = 3 * threads;
        List<Exception> errors = [];
        try
        {
            Assert.IsTrue(ThreadPool.SetMaxThreads(held + threads, maxCompletion));
            for (int i = 0; i < callers; i++)
            {
                ThreadPool.UnsafeQueueUserWorkItem(_ => Call(pool, errors), null);
            }

            Eventually.True(static () => ThreadPool.PendingWorkItemCount > 0, "the thread pool is full");
            // Each call uses up its worker, so that the next one also needs a new worker to be started.
            Eventually.True(() => CountOf(errors) == callers, "every caller's limit fires", TimeSpan.FromSeconds(5 + (2 * callers)));
            Assert.IsTrue(errors.TrueForAll(static error => error is CallTimeoutException), string.Join('\n', errors));
        }
        finally
        {
            ThreadPool.SetMaxThreads(maxWorkers, maxCompletion);
        }
    }

    private static void Call(ProcessPool pool, List<Exception> errors)
    {
        Exception? error = null;
        try
        {
            pool.Run(StarvationJobs.Spin);
        }
        catch (Exception caught)
        {
            error = caught;
        }

        lock (errors)
        {
            errors.Add(error ?? new InvalidOperationException("The call returned."));
        }
    }

    private static int CountOf(List<Exception> errors)
    {
        lock (errors)
        {
            return errors.Count;
        }
    }
}

internal static class StarvationJobs
{
    [RunInProcess]
    public static int Spin()
    {
        Common.SpinForever(null);
        return 0;
    }
}
