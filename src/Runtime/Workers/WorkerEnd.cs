using System;
using System.Threading;
using ProcessIsolate.Calls;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Workers;

/// <summary>Why a worker ended and how, for those who lost it.</summary>
internal sealed class WorkerEnd(WorkerProcess worker)
{
    /// <summary>How long what an ended process has said may take to be read.</summary>
    public static readonly TimeSpan TailLimit = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(2);

    private int why;

    /// <summary>Whether it is killed for its memory. Set before that, read once the process is gone.</summary>
    public bool IsOverMemory { get; set; }

    /// <summary>Says why the library has it end, before it does; the first reason stays.</summary>
    public void Because(WorkerExitReason reason)
    {
        if (!worker.HasExited)
        {
            Interlocked.CompareExchange(ref why, (int)reason, (int)WorkerExitReason.Crashed);
        }
    }

    /// <summary>Why it has ended.</summary>
    /// <param name="wasIdle">Whether it ran nothing; what became of its last call is not the reason then.</param>
    public WorkerExitReason Reason(bool wasIdle) => (WorkerExitReason)Volatile.Read(ref why) switch
    {
        not WorkerExitReason.Crashed and var known => known,
        _ when worker.Fault is not null => WorkerExitReason.BrokeProtocol,
        // What became of an earlier call is not the reason.
        _ when wasIdle || worker.Activity.Method is null => WorkerExitReason.Crashed,
        _ => worker.Call.Reason switch
        {
            StopReason.TimedOut => WorkerExitReason.TimedOut,
            StopReason.Cancelled => WorkerExitReason.Cancelled,
            StopReason.Terminated => WorkerExitReason.Terminated,
            _ => WorkerExitReason.Crashed,
        },
    };

    /// <summary>Waits for the end of a process that is ending, and says how it ended.</summary>
    public WorkerExit Wait()
    {
        if (!worker.WaitForExit(ExitLimit))
        {
            // Nothing good can come of it.
            worker.Blame(new InvalidMessageException("It closed its connection and did not end."));
            worker.WaitForExit(ExitLimit);
        }

        worker.WaitForLastWords();
        // Not known when not even a kill ended it within the limit: then it hangs in the kernel.
        return worker.Child.Exit(worker.Lane?.AnnouncedExitCode);
    }

    /// <summary>The same, with what the library knows of the cause.</summary>
    public WorkerExit WaitWithCause() => Wait() with { IsOverMemory = IsOverMemory, HasMemoryLimit = worker.HasMemoryLimit };

    public string ReadStandardErrorTail() => worker.Child.StandardError.Read(TailLimit);

    /// <summary>Waits for its end.</summary>
    /// <param name="method">What it ran.</param>
    public WorkerCrashedException Describe(string method)
    {
        WorkerExit exit = WaitWithCause();
        return new WorkerCrashedException(exit, method, worker.ProcessId, ReadStandardErrorTail(), worker.LastCalls.Read(worker.LastRequestId));
    }
}
