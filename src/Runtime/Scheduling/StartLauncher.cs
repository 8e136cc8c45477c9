using System;
using System.Collections.Generic;
using System.Threading;
using ProcessIsolate.Platform;

namespace ProcessIsolate.Scheduling;

/// <summary>Gives each start that was counted with the pool's lock held a thread of its own, without the lock: the system may refuse the
/// thread, and the thread pool may be full of callers that wait for this very worker.</summary>
internal sealed class StartLauncher(WorkerSet set, Action<StartAttempt> run, Action<StartAttempt, Exception> fail)
{
    private const int StackBytes = 512 * 1024;

    private readonly Queue<StartAttempt> counted = new();
    private int launches;

    /// <summary>Lock held.</summary>
    public void Add(StartAttempt attempt)
    {
        counted.Enqueue(attempt);
        Volatile.Write(ref launches, counted.Count);
    }

    /// <summary>No lock held.</summary>
    public void Launch()
    {
        while (Volatile.Read(ref launches) > 0 && TryTake(out StartAttempt? attempt))
        {
            LaunchOne(attempt!);
        }
    }

    // Apart, since what its delegates capture is made where the method begins, and every call comes by above.
    private void LaunchOne(StartAttempt attempt)
    {
        try
        {
            LibraryThread.Start(
                ThreadRole.WorkerStart, "ProcessIsolate worker start", () => run(attempt), exception => fail(attempt, exception), StackBytes, flows: true);
        }
        catch (ThreadRefusedException exception)
        {
            fail(attempt, exception);
        }
    }

    private bool TryTake(out StartAttempt? attempt)
    {
        using (set.Gate.Enter())
        {
            bool any = counted.TryDequeue(out attempt);
            Volatile.Write(ref launches, counted.Count);
            return any;
        }
    }
}

/// <summary>A start on its way. Counted once, whichever of several failures comes first.</summary>
internal sealed class StartAttempt
{
    public long Round { get; init; }

    /// <summary>Its place in what all pools share.</summary>
    public MachineSlot? Slot { get; init; }

    public bool IsReplacement { get; init; }

    public bool IsSettled { get; set; }
}
