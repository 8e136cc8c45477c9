using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using ProcessIsolate.Integration.Tests.Support;
using ProcessIsolate.Sharing;

namespace ProcessIsolate.Integration.Tests.Channels;

/// <summary>Marked methods that stop their own process, with SIGSTOP, at a given step of an operation on shared memory.</summary>
[SuppressMessage("ProcessIsolate", "PISO301", Justification = "The hook is the worker's own.")]
internal static class Standstill
{
    private const int SigStop = 19;

    [RunInProcess]
    public static void Put(ProcessQueue<int> queue, string step, string marker)
    {
        StopAt(step, marker);
        queue.Put(1);
    }

    [RunInProcess]
    public static void Get(ProcessQueue<int> queue, string step, string marker)
    {
        StopAt(step, marker);
        queue.Get(Eventually.Limit);
        queue.TaskDone();
    }

    [RunInProcess]
    public static void Send(ProcessPipe<int> pipe, string step, string marker)
    {
        StopAt(step, marker);
        pipe.Send(1);
    }

    [RunInProcess]
    public static void Receive(ProcessPipe<int> pipe, string step, string marker)
    {
        StopAt(step, marker);
        pipe.Receive(Eventually.Limit);
    }

    [RunInProcess]
    public static void TakeLock(ProcessLock gate, string step, string marker)
    {
        StopAt(step, marker);
        gate.Enter();
        gate.Exit();
    }

    [RunInProcess]
    public static void TakeArrayLock(SharedArray<int> array, string step, string marker)
    {
        StopAt(step, marker);
        using ProcessLock.Scope scope = array.EnterLock();
    }

    [RunInProcess]
    public static void TakeConditionLock(ProcessCondition condition, string step, string marker)
    {
        StopAt(step, marker);
        using ProcessLock.Scope scope = condition.EnterScope();
    }

    [RunInProcess]
    public static void TakePermit(ProcessSemaphore semaphore, string step, string marker)
    {
        StopAt(step, marker);
        semaphore.Wait();
    }

    [RunInProcess]
    public static void Arrive(ProcessBarrier barrier, string step, string marker)
    {
        StopAt(step, marker);
        barrier.SignalAndWait(Eventually.Limit);
    }

    // The first time the step is reached; the marker is there just before, with the process id.
    private static void StopAt(string step, string marker)
    {
        int left = 1;
        FailPoint.Hook = reached =>
        {
            if (reached == step && Interlocked.Decrement(ref left) == 0)
            {
                System.IO.File.WriteAllText(marker, Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture));
                Proc.Kill(Environment.ProcessId, SigStop);
            }
        };
    }
}
