using System;
using System.Collections.Generic;
using System.Runtime.ExceptionServices;
using System.Threading;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Runtime.Tests.Sharing;

/// <summary>Runs actions on threads of their own, with a bound on how long they take.</summary>
internal static class Threads
{
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    /// <summary>Starts a thread; the returned action waits for its end and throws what it threw.</summary>
    public static Action Start(Action action)
    {
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                action();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        })
        { IsBackground = true };
        thread.Start();
        return () =>
        {
            Assert.IsTrue(thread.Join(Bound), "A thread is stuck.");
            failure?.Throw();
        };
    }

    public static void RunAll(int count, Action<int> action)
    {
        List<Action> joins = [];
        for (int i = 0; i < count; i++)
        {
            int index = i;
            joins.Add(Start(() => action(index)));
        }

        joins.ForEach(static join => join());
    }

    /// <summary>Waits until a condition holds that another thread brings about.</summary>
    public static void Await(Func<bool> condition, string what) =>
        Assert.IsTrue(SpinWait.SpinUntil(condition, Bound), "Not in time: " + what);
}
