using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace ProcessIsolate.Calls;

/// <summary>Threads for what must go on although every thread of the thread pool waits, perhaps for this very thing.</summary>
/// <remarks>For work that blocks by its nature, and for the rest where the pool does not get round to it. They are kept for
/// a while, so that using one costs no more than waking it.</remarks>
internal sealed class SpareThreads
{
    private static readonly Lazy<SpareThreads> LazyShared = new(static () => new SpareThreads());
    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(10);

    private readonly object gate = new();
    private readonly Queue<Action> queue = new();
    private int idle;

    public static SpareThreads Shared => LazyShared.Value;

    /// <summary>Has the work begin at once; it must not throw.</summary>
    public void Run(Action work)
    {
        lock (gate)
        {
            queue.Enqueue(work);
            // Those that were woken and have not taken their work yet count on both sides.
            if (queue.Count <= idle)
            {
                Monitor.Pulse(gate);
                return;
            }
        }

        try
        {
            new Thread(Work) { IsBackground = true, Name = "ProcessIsolate calls" }.UnsafeStart();
        }
        catch (Exception exception) when (exception is OutOfMemoryException or ThreadStartException)
        {
            // The system gives no more threads: one that is here will take it, or the thread pool, when it gets round to it.
            ThreadPool.UnsafeQueueUserWorkItem(static threads => threads.RunOne(), this, preferLocal: false);
        }
    }

    /// <summary>As <see cref="Run"/>, with what flows from the caller. What waits for the task runs on the same thread.</summary>
    public Task<T> RunAsync<T>(Func<T> work)
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
                builder.SetException(exception);
                return;
            }

            builder.SetResult(result);
        });
        return task;
    }

    /// <summary>Runs what sees the things that flow from somebody else; none when that was suppressed there.</summary>
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

    private void Work()
    {
        while (TryTake(out Action? work))
        {
            work!();
        }
    }

    private void RunOne()
    {
        Action? work;
        lock (gate)
        {
            queue.TryDequeue(out work);
        }

        work?.Invoke();
    }

    private bool TryTake(out Action? work)
    {
        lock (gate)
        {
            idle++;
            while (queue.Count == 0)
            {
                if (!Monitor.Wait(gate, IdleLimit) && queue.Count == 0)
                {
                    idle--;
                    work = null;
                    return false;
                }
            }

            idle--;
            work = queue.Dequeue();
            return true;
        }
    }
}
