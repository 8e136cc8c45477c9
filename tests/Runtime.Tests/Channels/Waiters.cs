using System;
using System.Threading.Tasks;
using ProcessIsolate.Channels;
using ProcessIsolate.Runtime.Tests.Sharing;

namespace ProcessIsolate.Runtime.Tests.Channels;

/// <summary>Starts what is to wait, and comes back when it does: what a test does next then meets a waiter.</summary>
internal static class Waiters
{
    /// <summary>Starts an action that waits on a signal of a shared object.</summary>
    /// <param name="target">The object.</param>
    /// <param name="signal">Where in its segment the signal stands; see <see cref="QueueLayout"/>.</param>
    /// <param name="wait">The action; on a thread of its own.</param>
    public static Task Start(SharedObject target, int signal, Action wait) => Start(target, signal, () =>
    {
        wait();
        return true;
    });

    /// <inheritdoc cref="Start(SharedObject, int, Action)"/>
    public static unsafe Task<T> Start<T>(SharedObject target, int signal, Func<T> wait)
    {
        // "I wait" stays there when a waiter gives up.
        uint* waiting = (uint*)target.Segment.At(signal + sizeof(uint), sizeof(uint));
        System.Threading.Volatile.Write(ref *waiting, 0);
        Task<T> task = Task.Factory.StartNew(wait, default, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Threads.Await(() => IsSet(target, signal + sizeof(uint)) || task.IsCompleted, "the waiter waits");
        return task;
    }

    /// <summary>Whether a word of a shared object's segment is not zero.</summary>
    public static unsafe bool IsSet(SharedObject target, int offset) =>
        System.Threading.Volatile.Read(ref *(uint*)target.Segment.At(offset, sizeof(uint))) != 0;
}
