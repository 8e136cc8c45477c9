using System;
using System.Threading.Tasks;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Sharing;

/// <summary>Several shared objects in one argument.</summary>
internal sealed record Desk(Shared<long> Sum, SharedArray<int> Counts, ProcessLock Guard);

/// <summary>Marked methods that use what they share with the test.</summary>
internal static class SharedJobs
{
    [RunInProcess]
    public static void IncrementUnderLock(Shared<int> value, int times)
    {
        for (int i = 0; i < times; i++)
        {
            using (value.EnterLock())
            {
                value.Value++;
            }
        }
    }

    [RunInProcess]
    public static async Task IncrementUnderLockAsync(Shared<int> value, int times)
    {
        for (int i = 0; i < times; i++)
        {
            using ProcessLock.AsyncScope scope = await value.EnterLockAsync();
            value.Value++;
        }
    }

    [RunInProcess]
    public static void Count(Desk desk, int index, int times)
    {
        for (int i = 0; i < times; i++)
        {
            desk.Counts.Increment(index);
            using (desk.Guard.EnterScope())
            {
                desk.Sum.Reference++;
            }
        }
    }

    [RunInProcess]
    public static void DieWithLock(ProcessLock held)
    {
        held.Enter();
        Proc.Kill(Environment.ProcessId);
        Common.SpinForever(null);
    }

    [RunInProcess]
    public static void DieWithValueLock(Shared<int> value)
    {
        using (value.EnterLock())
        {
            value.Value = -1;
            Environment.FailFast("with the lock");
        }
    }

    [RunInProcess]
    public static void DieWithPermits(ProcessSemaphore semaphore, int permits)
    {
        for (int i = 0; i < permits; i++)
        {
            semaphore.Wait();
        }

        Proc.Kill(Environment.ProcessId);
        Common.SpinForever(null);
    }

    [RunInProcess]
    public static int Arrive(ProcessBarrier barrier) => barrier.SignalAndWait();

    [RunInProcess]
    public static async Task<int> ArriveAsync(ProcessBarrier barrier) => await barrier.SignalAndWaitAsync();

    [RunInProcess]
    public static void WaitForCondition(ProcessCondition condition, Shared<int> waiting)
    {
        using (condition.EnterScope())
        {
            waiting.Increment();
            condition.Wait();
        }
    }

    [RunInProcess]
    public static bool WaitForEvent(ProcessEvent signal, ProcessCountdown ready)
    {
        ready.Signal();
        return signal.Wait(Eventually.Limit);
    }

    [RunInProcess]
    public static async Task<bool> WaitForEventAsync(ProcessEvent signal, ProcessCountdown ready)
    {
        ready.Signal();
        return await signal.WaitAsync(Eventually.Limit);
    }
}
