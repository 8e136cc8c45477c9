using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Platform;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Synchronization;

/// <summary>Waits for all asynchronous operations on shared objects of this process, on one thread.</summary>
/// <remarks>It looks at words and completes tasks, whose continuations run on the thread pool; it never runs user code, so a
/// slow one holds up no other. Like a thread that sleeps on its own, it may wake a waiter for nothing.</remarks>
internal sealed unsafe class WordWaiters
{
    private static readonly WordWaiters Loop = new();

    private readonly object gate = new();
    private readonly List<Waiter> arrivals = [];
    private readonly List<Waiter> waiters = [];
    private readonly LoopSleep sleep = new();

    // Touched by the loop's thread alone.
    private readonly List<Sleeper> sleepers = [];
    private readonly Action round;
    private readonly Action<Exception> onFault;
    private bool started;

    private WordWaiters()
    {
        round = LookOrSleep;
        onFault = OnFault;
    }

    public static WordWaiters Shared => Loop;

    /// <summary>An object was disposed: its waiters look again.</summary>
    public static void Disturb()
    {
        if (Volatile.Read(ref Loop.started))
        {
            Loop.sleep.Wake();
        }
    }

    /// <summary>Completes when the word differs from <paramref name="seen"/>, when it is woken, or when the slice of the budget is
    /// over. The caller looks again in any case.</summary>
    public Task WaitAsync(SharedSegment segment, uint* word, uint seen, in WaitBudget budget)
    {
        TimeSpan slice = budget.NextSlice(hearsToken: true);
        if (slice <= TimeSpan.Zero || !segment.TryAcquire())
        {
            return Task.CompletedTask;
        }

        long due = Stopwatch.GetTimestamp() + (long)(slice.TotalSeconds * Stopwatch.Frequency);
        Waiter waiter = new(this, budget.Owner, segment, (nint)word, seen, due);
        waiter.Registration = budget.Token.UnsafeRegister(static state => ((Waiter)state!).Cancel(), waiter);
        lock (gate)
        {
            arrivals.Add(waiter);
        }

        EnsureStarted();
        sleep.Wake();
        return waiter.Completion.Task;
    }

    // Not under the lock: the starter may have to wait for the system.
    private void EnsureStarted()
    {
        lock (gate)
        {
            if (started)
            {
                return;
            }

            Volatile.Write(ref started, true);
        }

        try
        {
            LibraryThread.Start(ThreadRole.SharedWaits, "ProcessIsolate shared waits", Run, OnEnded);
        }
        catch (ThreadRefusedException)
        {
            StopAndLetGo();
        }
    }

    private void OnEnded(Exception exception)
    {
        OnFault(exception);
        StopAndLetGo();
    }

    // No thread runs: those that have arrived since look by themselves and come here again, and the next one starts another.
    private void StopAndLetGo()
    {
        List<Waiter> all;
        lock (gate)
        {
            Volatile.Write(ref started, false);
            all = [.. arrivals];
            arrivals.Clear();
        }

        all.ForEach(Complete);
    }

    private void Run()
    {
        while (true)
        {
            LibraryThread.Guard(ThreadRole.SharedWaits, round, onFault);
        }
    }

    // Out of memory, or no thread. All look by themselves and come here again.
    private void OnFault(Exception exception)
    {
        lock (gate)
        {
            waiters.AddRange(arrivals);
            arrivals.Clear();
        }

        for (int i = waiters.Count - 1; i >= 0; i--)
        {
            CompleteAt(i);
        }
    }

    private void LookOrSleep()
    {
        uint look = sleep.Look();
        lock (gate)
        {
            waiters.AddRange(arrivals);
            arrivals.Clear();
        }

        CompleteReady();
        sleepers.Clear();
        foreach (Waiter waiter in waiters)
        {
            sleepers.Add(new Sleeper(waiter.Segment, waiter.Word, waiter.Seen));
        }

        sleep.Sleep(sleepers, look, UntilFirstDue());
    }

    private TimeSpan UntilFirstDue()
    {
        long first = long.MaxValue;
        foreach (Waiter waiter in waiters)
        {
            first = Math.Min(first, waiter.Due);
        }

        if (waiters.Count == 0)
        {
            return LoopSleep.Longest;
        }

        TimeSpan left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), first);
        return left < TimeSpan.Zero ? TimeSpan.Zero : left;
    }

    private void CompleteReady()
    {
        long now = Stopwatch.GetTimestamp();
        for (int i = waiters.Count - 1; i >= 0; i--)
        {
            Waiter waiter = waiters[i];
            if (waiter.IsCancelled || waiter.Object is { IsDisposed: true } || now >= waiter.Due || Volatile.Read(ref *(uint*)waiter.Word) != waiter.Seen)
            {
                CompleteAt(i);
            }
        }
    }

    private void CompleteAt(int index)
    {
        Waiter waiter = waiters[index];
        waiters[index] = waiters[^1];
        waiters.RemoveAt(waiters.Count - 1);
        Complete(waiter);
    }

    private static void Complete(Waiter waiter)
    {
        waiter.Segment.Release();
        waiter.Registration.Unregister();
        waiter.Completion.TrySetResult();
    }

    private sealed class Waiter(WordWaiters owner, SharedObject? waited, SharedSegment segment, nint word, uint seen, long due)
    {
        private bool cancelled;

        public TaskCompletionSource Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CancellationTokenRegistration Registration { get; set; }

        public SharedObject? Object { get; } = waited;

        public SharedSegment Segment { get; } = segment;

        public nint Word { get; } = word;

        public uint Seen { get; } = seen;

        public long Due { get; } = due;

        public bool IsCancelled => Volatile.Read(ref cancelled);

        public void Cancel()
        {
            Volatile.Write(ref cancelled, true);
            owner.sleep.Wake();
        }
    }
}
