using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;

namespace ProcessIsolate.Integration.Tests.References;

/// <summary>Marked methods that take receivers of reports.</summary>
[SuppressMessage("ProcessIsolate", "PISO301", Justification = "What is left behind is the worker's own.")]
internal static class ProgressJobs
{
    private static IProgress<int>? leftBehind;

    [RunInProcess]
    public static int Count(int to, IProgress<int>? progress)
    {
        for (int i = 0; i < to; i++)
        {
            progress?.Report(i);
        }

        return progress is null ? -1 : Environment.ProcessId;
    }

    [RunInProcess]
    public static async Task<int> CountAsync(int to, IProgress<(int Number, string Text)> progress, CancellationToken token)
    {
        for (int i = 0; i < to; i++)
        {
            token.ThrowIfCancellationRequested();
            progress.Report((i, new string('x', i % 3000)));
            await Task.Yield();
        }

        return Environment.ProcessId;
    }

    [RunInProcess(Dedicated = true)]
    public static int CountApart(IProgress<string> progress)
    {
        progress.Report("apart");
        return Environment.ProcessId;
    }

    [RunInProcess]
    public static string Several(IProgress<int> first, IProgress<string> second, List<int> values, IProgress<int> third, IProgress<object> fourth)
    {
        WorkerContext.ReportProgress(99);
        first.Report(values[0]);
        second.Report("two");
        third.Report(3);
        fourth.Report(new int[] { 4 });
        return $"{ReferenceEquals(first, third)} {ReferenceEquals(first, second)}";
    }

    [RunInProcess]
    public static void Throw(IProgress<int> progress)
    {
        progress.Report(1);
        throw new InvalidOperationException("after the report");
    }

    [RunInProcess]
    public static void Die(IProgress<int> progress)
    {
        progress.Report(1);
        Environment.Exit(3);
    }

    [RunInProcess]
    public static async Task<int> FromManyThreads(int threads, int each, IProgress<int> progress)
    {
        List<Task> tasks = [];
        for (int t = 0; t < threads; t++)
        {
            int number = t;
            using AsyncFlowControl none = ExecutionContext.SuppressFlow();
            tasks.Add(Task.Run(() =>
            {
                for (int i = 0; i < each; i++)
                {
                    progress.Report((number * each) + i);
                }
            }));
        }

        await Task.WhenAll(tasks);
        return threads * each;
    }

    [RunInProcess]
    public static void Leave(IProgress<int> progress) => leftBehind = progress;

    [RunInProcess]
    public static int ReportToTheLeftBehind(IProgress<int> progress)
    {
        leftBehind!.Report(-1);
        progress.Report(1);
        return 1;
    }
}
