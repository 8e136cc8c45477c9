using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Failures;

/// <summary>The matrix in which process pools have hung: an error, an exit and a crash at each step of a call. Each call ends, its neighbours get
/// their results, and the pool goes on.</summary>
[TestClass]
[DoNotParallelize]
[OSCondition(OperatingSystems.Linux)]
public sealed class MatrixTests
{
    private readonly Scratch scratch = new();
    private int gates;

    [TestCleanup]
    public void End()
    {
        MatrixJobs.EndWorker = null;
        scratch.Dispose();
    }

    [TestMethod]
    [DataRow(Step.ArgumentWrite, Mishap.Error, typeof(MishapException))]
    [DataRow(Step.ArgumentWrite, Mishap.Exit, null)]
    [DataRow(Step.ArgumentWrite, Mishap.Crash, null)]
    [DataRow(Step.ArgumentRead, Mishap.Error, typeof(Exception))]
    [DataRow(Step.ArgumentRead, Mishap.Exit, typeof(WorkerCrashedException))]
    [DataRow(Step.ArgumentRead, Mishap.Crash, typeof(WorkerCrashedException))]
    [DataRow(Step.Run, Mishap.Error, typeof(MishapException))]
    [DataRow(Step.Run, Mishap.Exit, typeof(WorkerCrashedException))]
    [DataRow(Step.Run, Mishap.Crash, typeof(WorkerCrashedException))]
    [DataRow(Step.ResultWrite, Mishap.Error, typeof(MishapException))]
    [DataRow(Step.ResultWrite, Mishap.Exit, typeof(WorkerCrashedException))]
    [DataRow(Step.ResultWrite, Mishap.Crash, typeof(WorkerCrashedException))]
    [DataRow(Step.ResultRead, Mishap.Error, typeof(Exception))]
    [DataRow(Step.ResultRead, Mishap.Exit, null)]
    [DataRow(Step.ResultRead, Mishap.Crash, null)]
    public void CallEnds_AndThePoolGoesOn(Step step, Mishap mishap, Type? expected)
    {
        foreach (Transport transport in new[] { Transport.SharedMemory, Transport.Stream })
        {
            foreach (bool asynchronously in new[] { true, false })
            {
                using ProcessPool pool = TestPools.Single(o => o.Transport = transport);
                Arm(pool);
                Task call = asynchronously ? Start(pool, step, mishap) : Task.Run(() => Call(pool, step, mishap));
                Task<int>[] neighbours = [.. Enumerable.Range(0, 5).Select(i => pool.RunAsync(Common.Square, i))];
                string what = $"{step}, {mishap}, {transport}, {(asynchronously ? "asynchronous" : "synchronous")}";
                Eventually.Ends(call, what);
                Check(call, mishap, expected, what);
                CollectionAssert.AreEqual(
                    new[] { 0, 1, 4, 9, 16 }, neighbours.Select(neighbour => Eventually.Result(neighbour, what + ": a neighbour")).ToArray(), what);
                Assert.AreEqual(16, pool.Run(Common.Square, 4), what);
            }
        }
    }

    private static void Check(Task call, Mishap mishap, Type? expected, string what)
    {
        Exception? error = call.Exception?.InnerException;
        if (expected is null || error is null)
        {
            Assert.AreEqual(expected, error?.GetType(), $"{what}: {error}");
            return;
        }

        Assert.IsInstanceOfType(error, expected, what);
        Assert.AreEqual(expected == typeof(WorkerCrashedException), error is WorkerCrashedException, $"{what}: {error}");
        if (error is WorkerCrashedException crash)
        {
            Assert.AreEqual(mishap == Mishap.Exit ? CrashReason.Exited : CrashReason.Killed, crash.Reason, what);
        }
    }

    // What ends the worker from within the host: once, since the call may come back with another worker.
    private void Arm(ProcessPool pool)
    {
        string gate = $"gate{gates++}";
        int worker = pool.Run(MatrixJobs.LeaveWhenTold, scratch.Path(gate));
        int done = 0;
        MatrixJobs.EndWorker = mishap =>
        {
            if (Interlocked.Exchange(ref done, 1) != 0)
            {
                return;
            }

            if (mishap == Mishap.Exit)
            {
                scratch.Open(gate);
            }
            else
            {
                Proc.Kill(worker);
            }

            Eventually.True(() => !Proc.IsAlive(worker), "the worker ends");
        };
    }

    private static Dictionary<MishapKey, int> Keys(Mishap mishap) => new() { [new MishapKey(mishap, inWorker: true)] = 1 };

    private static Task Start(ProcessPool pool, Step step, Mishap mishap) => step switch
    {
        Step.ArgumentWrite => pool.RunAsync(MatrixJobs.Sum, MatrixJobs.Items(mishap)),
        Step.ArgumentRead => pool.RunAsync(MatrixJobs.Count, Keys(mishap)),
        Step.Run => pool.RunAsync(MatrixJobs.Run, mishap),
        Step.ResultWrite => pool.RunAsync(MatrixJobs.Yield, mishap),
        _ => pool.RunAsync(MatrixJobs.Make, mishap),
    };

    private static void Call(ProcessPool pool, Step step, Mishap mishap)
    {
        switch (step)
        {
            case Step.ArgumentWrite:
                Assert.AreEqual(3, pool.Run(MatrixJobs.Sum, MatrixJobs.Items(mishap)));
                break;
            case Step.ArgumentRead:
                pool.Run(MatrixJobs.Count, Keys(mishap));
                break;
            case Step.Run:
                pool.Run(MatrixJobs.Run, mishap);
                break;
            case Step.ResultWrite:
                pool.Run(MatrixJobs.Yield, mishap);
                break;
            default:
                Assert.HasCount(1, pool.Run(MatrixJobs.Make, mishap));
                break;
        }
    }
}
