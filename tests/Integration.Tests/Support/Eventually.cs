using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Integration.Tests.Support;

/// <summary>The one place where a test waits: for a condition, with a bound, and a name for what did not come true.</summary>
internal static class Eventually
{
    private const int LookMilliseconds = 5;

    /// <summary>Far above what anything here takes: only a defect uses it up.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static void True(Func<bool> condition, string what, TimeSpan? limit = null) => True(condition, () => what, limit);

    public static void True(Func<bool> condition, Func<string> what, TimeSpan? limit = null)
    {
        TimeSpan bound = limit ?? Limit;
        Stopwatch watch = Stopwatch.StartNew();
        using ManualResetEventSlim pause = new();
        while (!condition())
        {
            if (watch.Elapsed > bound)
            {
                Assert.Fail($"Not within {bound.TotalSeconds:0.#} s: {what()}");
            }

            pause.Wait(LookMilliseconds);
        }
    }

    public static T Result<T>(Task<T> task, string what)
    {
        Ends(task, what);
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Waits for the end of a task, whatever its outcome.</summary>
    public static void Ends(Task task, string what)
    {
        if (Task.WaitAny([task], Limit) < 0)
        {
            Assert.Fail($"Not within {Limit.TotalSeconds:0} s: {what}");
        }
    }
}
