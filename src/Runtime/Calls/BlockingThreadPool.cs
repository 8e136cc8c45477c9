using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Platform;

namespace ProcessIsolate.Calls;

/// <summary>Threads for what must go on although every thread of the thread pool waits, perhaps for this very thing.</summary>
/// <remarks>For work that blocks by its nature, and for the rest where the pool does not get round to it. They are kept for
/// a while, so that using one costs no more than waking it; one is kept for good, for when the system gives no more.</remarks>
internal sealed class BlockingThreadPool
{
    private static readonly Lazy<BlockingThreadPool> LazyShared = new(static () => new BlockingThreadPool());
    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(10);

    private readonly RankedLock gate = new(LockRank.Threads);
    private readonly Queue<WorkItem> queue = new();
    private int idle;
    private int alive;

    public static BlockingThreadPool Shared => LazyShared.Value;

    /// <summary>Makes sure that there is a thread, while the system gives one: calls that have begun must be able to end.</summary>
    public void Reserve()
    {
        if (Volatile.Read(ref alive) > 0)
        {
            return;
        }

        try
        {
            Start(new WorkItem(static () => { }, static _ => { }));
        }
        catch (ThreadRefusedException)
        {
            // The next call tries again.
        }
    }

    /// <summary>Has the work begin at once, or when the thread pool or one of these threads gets round to it where the system gives no
    /// thread.</summary>
    /// <param name="work">The work.</param>
    /// <param name="onFault">Makes what the work does not foresee the failure of what it serves.</param>
    public void Run(Action work, Action<Exception> onFault) => Begin(new WorkItem(work, onFault), OnRefused);

    /// <summary>As <see cref="Run"/>, but does the work here and now where the system gives no thread.</summary>
    public void RunOrDo(Action work, Action<Exception> onFault) => Begin(new WorkItem(work, onFault), static refused => refused.Run());

    /// <summary>As <see cref="Run"/>, with what flows from the caller. What waits for the task runs on the same thread.</summary>
    /// <param name="work">The work.</param>
    /// <param name="onEnd">Called once, before the task completes, whatever becomes of the work; throws nothing.</param>
    public Task<T> RunAsync<T>(Func<T> work, Action? onEnd = null)
    {
        AsyncTaskMethodBuilder<T> builder = AsyncTaskMethodBuilder<T>.Create();
        Task<T> task = builder.Task;
        ExecutionContext? context = ExecutionContext.Capture();
        Run(() =>
        {
            T result = default!;
            try
            {
                RunIn(context, () => result = work());
            }
            catch (Exception exception)
            {
                Interlocked.Exchange(ref onEnd, null)?.Invoke();
                builder.SetException(exception);
                return;
            }

            Interlocked.Exchange(ref onEnd, null)?.Invoke();
            builder.SetResult(result);
        }, exception =>
        {
            Interlocked.Exchange(ref onEnd, null)?.Invoke();
            builder.SetException(exception);
        });
        return task;
    }

    /// <summary>Runs code in the execution context of its caller; without one when its flow was suppressed.</summary>
    public static void RunIn(ExecutionContext? context, Action action)
    {
        if (context is null)
        {
            action();
        }
        else
        {
            ExecutionContext.Run(context, static action => ((Action)action!)(), action);
        }
    }

    private void Begin(WorkItem item, Action<WorkItem> onRefused)
    {
        using (gate.Enter())
        {
            // Those that were woken and have not taken their work yet count on both sides.
            if (queue.Count < idle)
            {
                queue.Enqueue(item);
                gate.Pulse();
                return;
            }
        }

        try
        {
            Start(item);
        }
        catch (ThreadRefusedException)
        {
            onRefused(item);
        }
    }

    private void Start(WorkItem first)
    {
        Interlocked.Increment(ref alive);
        try
        {
            LibraryThread.Start(ThreadRole.Calls, "ProcessIsolate calls", () => Work(first), exception => OnFirstFailed(first, exception));
        }
        catch (ThreadRefusedException)
        {
            Interlocked.Decrement(ref alive);
            throw;
        }
    }

    // The thread pool that is asked for a thread when the system gives none is never asked again: it is dead for the whole process.
    private void OnRefused(WorkItem item)
    {
        using (gate.Enter())
        {
            if (alive > 0 && !LibraryThread.CanStart)
            {
                queue.Enqueue(item);
                gate.Pulse();
                return;
            }
        }

        ThreadPool.UnsafeQueueUserWorkItem(static refused => refused.Run(), item, preferLocal: false);
    }

    private void OnFirstFailed(WorkItem first, Exception exception)
    {
        try
        {
            first.OnFault(exception);
        }
        finally
        {
            WorkOn();
        }
    }

    private void Work(WorkItem first)
    {
        first.Body();
        WorkOn();
    }

    private void WorkOn()
    {
        while (TryTake(out WorkItem? next))
        {
            next.Run();
        }
    }

    private bool TryTake([NotNullWhen(true)] out WorkItem? item)
    {
        using (gate.Enter())
        {
            idle++;
            while (queue.Count == 0)
            {
                if (!gate.Wait(IdleLimit) && queue.Count == 0 && alive > 1)
                {
                    idle--;
                    Interlocked.Decrement(ref alive);
                    item = null;
                    return false;
                }
            }

            idle--;
            item = queue.Dequeue();
            return true;
        }
    }

    // A class: queues of structs of the library's own are compiled anew in each process.
    private sealed record WorkItem(Action Body, Action<Exception> OnFault)
    {
        public void Run() => LibraryThread.Guard(ThreadRole.Calls, Body, OnFault);
    }
}
