using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;

namespace ProcessIsolate.Integration.Tests.Calls;

/// <summary>Marked methods that report how far they have come.</summary>
[SuppressMessage("ProcessIsolate", "PISO301", Justification = "The task is the worker's own.")]
internal static class ProgressJobs
{
    [RunInProcess]
    public static int Count(int to)
    {
        for (int i = 0; i < to; i++)
        {
            WorkerContext.ReportProgress(i);
        }

        return to;
    }

    [RunInProcess]
    public static void Throw(int to) => throw new InvalidOperationException("after " + Count(to));

    [RunInProcess]
    public static string Mixed()
    {
        WorkerContext.ReportProgress(1);
        WorkerContext.ReportProgress("two");
        WorkerContext.ReportProgress<object>("as object");
        WorkerContext.ReportProgress(new Step("three", [3, 3, 3], null));
        return "done";
    }

    [RunInProcess]
    public static async Task<int> FromManyThreads(int threads, int each)
    {
        List<Task> tasks = [];
        for (int t = 0; t < threads; t++)
        {
            int number = t;
            tasks.Add(Task.Run(() =>
            {
                for (int i = 0; i < each; i++)
                {
                    WorkerContext.ReportProgress((number, i, new string('x', i % 5000)));
                }
            }));
        }

        await Task.WhenAll(tasks);
        return threads * each;
    }

    [RunInProcess]
    public static int LeaveAReporter()
    {
        new Thread(static () =>
        {
            while (true)
            {
                WorkerContext.ReportProgress(-1);
            }
        }) { IsBackground = true }.Start();
        return 1;
    }

    private static readonly TaskCompletionSource Released = new();
    private static Task? leftBehind;

    [RunInProcess]
    public static int LeaveATask()
    {
        leftBehind = ReportLaterAsync();
        return 1;

        static async Task ReportLaterAsync()
        {
            await Released.Task;
            WorkerContext.ReportProgress(-1);
        }
    }

    [RunInProcess]
    public static int ReleaseTheTask()
    {
        Released.SetResult();
        leftBehind!.Wait();
        WorkerContext.ReportProgress(2);
        return 2;
    }

    [RunInProcess]
    public static void ThrowACrash(string log)
    {
        System.IO.File.AppendAllText(log, "x");
        throw new WorkerCrashedException("seen by the method");
    }

    [RunInProcess]
    public static string CountOnce(string log)
    {
        System.IO.File.AppendAllText(log, "x");
        WorkerContext.ReportProgress(1);
        return log;
    }

    [RunInProcess]
    public static string ReportUnsendable()
    {
        using ProcessLock shared = new();
        List<string> errors = [];
        foreach (Action report in (Action[])[() => WorkerContext.ReportProgress<object>(new Thread(static () => { })), () => WorkerContext.ReportProgress(shared)])
        {
            try
            {
                report();
            }
            catch (NotSupportedException exception)
            {
                errors.Add(exception.Message);
            }
        }

        WorkerContext.ReportProgress<object>(7);
        return errors.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    internal sealed record Step(string Name, int[] Parts, Step? Before);
}
