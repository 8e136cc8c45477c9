using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using ProcessIsolate.Calls;

namespace ProcessIsolate.Scheduling;

/// <summary>What all pools of this user on this machine share, see <see cref="ProcessPool.MachineBudget"/>.</summary>
internal static class MachineBudget
{
    /// <summary>How long an idle worker beyond a pool's first keeps its place where other processes may want it.</summary>
    public static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(1);

    /// <summary>How soon a pool that was refused a place looks again.</summary>
    public static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    // The places of this process; its own lock, and the last one: nothing is called with it held.
    private static readonly HashSet<int> Own = [];
    private static int limit;

    /// <summary>Null for no limit.</summary>
    public static int? Limit
    {
        get => Volatile.Read(ref limit) is > 0 and int some ? some : null;
        set => Volatile.Write(ref limit, value ?? 0);
    }

    /// <summary>Takes a place, if there is one. Costs some microseconds for each place that another process has; those of this one it knows.</summary>
    /// <param name="slot">The place; null where there is no limit, or where the system cannot count.</param>
    /// <returns>False when all are taken.</returns>
    public static bool TryTake(out MachineSlot? slot)
    {
        slot = null;
        int all = Volatile.Read(ref limit);
        try
        {
            for (int i = 0; i < all && slot is null; i++)
            {
                slot = TryTake(i);
            }
        }
        catch (IOException)
        {
            // Whether a process can be started, the start itself finds.
            return true;
        }

        return all == 0 || slot is not null;
    }

    /// <summary>A place of this process is free.</summary>
    public static void OnReleased(int number)
    {
        lock (Own)
        {
            Own.Remove(number);
        }
    }

    private static MachineSlot? TryTake(int number)
    {
        lock (Own)
        {
            if (!Own.Add(number))
            {
                return null;
            }
        }

        MachineSlot? slot = null;
        try
        {
            return slot = MachineSlot.TryTake(number);
        }
        finally
        {
            if (slot is null)
            {
                OnReleased(number);
            }
        }
    }

    /// <summary>No lock held. Has other pools of this process give up what they do not use; a worker each.</summary>
    public static void MakeRoom(WorkerSet asking)
    {
        foreach (ProcessPool pool in LivePools.All())
        {
            if (pool.Dispatcher.Workers != asking)
            {
                pool.Dispatcher.Workers.Leaving.GiveWay();
            }
        }
    }
}
