using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace ProcessIsolate.Calls;

/// <summary>Every pool that was not disposed, so that an app that ends lets its workers leave in order.</summary>
/// <remarks>Static because the process's end is. Weak, so that a forgotten pool can be collected.</remarks>
internal static class LivePools
{
    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(1);
    private static readonly List<WeakReference<ProcessPool>> Pools = [];

    static LivePools() => AppDomain.CurrentDomain.ProcessExit += static (_, _) => EndAll();

    public static void Add(ProcessPool pool)
    {
        lock (Pools)
        {
            Pools.RemoveAll(static entry => !entry.TryGetTarget(out _));
            Pools.Add(new WeakReference<ProcessPool>(pool));
        }
    }

    public static IReadOnlyList<ProcessPool> All()
    {
        List<ProcessPool> all = [];
        lock (Pools)
        {
            foreach (WeakReference<ProcessPool> entry in Pools)
            {
                if (entry.TryGetTarget(out ProcessPool? pool))
                {
                    all.Add(pool);
                }
            }
        }

        return all;
    }

    public static void Remove(ProcessPool pool)
    {
        lock (Pools)
        {
            Pools.RemoveAll(entry => !entry.TryGetTarget(out ProcessPool? target) || target == pool);
        }
    }

    // What outlives the limit dies with this process: its socket closes, and on Linux the kernel kills it.
    private static void EndAll()
    {
        List<Task> drained = [];
        lock (Pools)
        {
            foreach (WeakReference<ProcessPool> entry in Pools)
            {
                if (entry.TryGetTarget(out ProcessPool? pool))
                {
                    pool.Terminate();
                    drained.Add(pool.Dispatcher.Workers.Lifetime.Drained);
                }
            }
        }

        Task.WaitAll([.. drained], ExitLimit);
    }
}
