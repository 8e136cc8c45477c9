using System;
using System.Threading;

namespace ProcessIsolate.Platform;

/// <summary>What a thread or a callback of the library is for. A test throws from each.</summary>
internal enum ThreadRole
{
    /// <summary>Starts one worker of a pool.</summary>
    WorkerStart,

    /// <summary>Reads a worker's control lane.</summary>
    WorkerControl,

    /// <summary>Forwards a worker's stderr.</summary>
    WorkerError,

    /// <summary>Repairs what a dead worker left in shared memory.</summary>
    WorkerRepair,

    /// <summary>Sends what is said of shared objects, where that would block.</summary>
    WorkerSend,

    /// <summary>Sees to the end of workers' processes, and reads what they write to stderr.</summary>
    WorkerExit,

    /// <summary>Starts the processes.</summary>
    Launcher,

    /// <summary>Holds a sandbox, and starts the processes that have it.</summary>
    Policy,

    /// <summary>Lives through the one call of an <see cref="IsolatedProcess"/>.</summary>
    ProcessRun,

    /// <summary>Watches time limits.</summary>
    TimeLimits,

    /// <summary>Waits for the rings of asynchronous calls.</summary>
    Receive,

    /// <summary>Waits for the words of asynchronous operations on shared objects.</summary>
    SharedWaits,

    /// <summary>Runs what the thread pool does not get round to.</summary>
    Calls,

    /// <summary>Reads answers and completes asynchronous calls.</summary>
    Pump,

    /// <summary>Retires idle workers.</summary>
    Trim,

    /// <summary>Hears of a cancelled token.</summary>
    Cancel,

    /// <summary>In a worker: reads while a call runs.</summary>
    WorkerRead,

    /// <summary>In a worker: ends an exit that hangs.</summary>
    ExitLimit,
}

/// <summary>When the hook of the tests is called.</summary>
internal enum ThreadMoment
{
    /// <summary>On the starter's thread: what the hook throws is a start that the system refuses.</summary>
    Starting,

    /// <summary>On the thread, inside the net.</summary>
    Running,
}

/// <summary>The one way the library starts a thread, and the net under what runs there and in callbacks.</summary>
/// <remarks>An exception that leaves a thread ends the user's process. Here it becomes the failure of what the thread
/// served.</remarks>
internal static class LibraryThread
{
    private static Action<ThreadRole, ThreadMoment>? hook;

    /// <summary>For tests: called at each start and in each net. What it throws stands for an unforeseen failure.</summary>
    public static Action<ThreadRole, ThreadMoment>? Hook
    {
        get => Volatile.Read(ref hook);
        set => Volatile.Write(ref hook, value);
    }

    /// <summary>Whether the system would start a thread, as far as that is known without trying.</summary>
    /// <remarks>The runtime makes a pipe for each thread. Without descriptors the new thread ends at once, and the one that starts it waits
    /// for it for ever.</remarks>
    public static bool CanStart => OperatingSystem.IsWindows() || UnixNative.CanMakePipe();

    /// <summary>Starts a thread.</summary>
    /// <param name="role">What it is for.</param>
    /// <param name="name">What a debugger shows.</param>
    /// <param name="body">What it runs.</param>
    /// <param name="onFault">Makes any exception of the body the failure of what the thread serves. Runs on that thread.</param>
    /// <param name="stackBytes">The size of its stack; 0 for the system's.</param>
    /// <param name="isForeground">Whether the process waits for it.</param>
    /// <param name="flows">Whether it sees the starter's culture and asynchronous locals. A thread that outlives its starter
    /// must not: they would live as long as it does.</param>
    /// <exception cref="ThreadRefusedException">The system gives no thread. Nothing runs, and the caller undoes what it had
    /// counted.</exception>
    public static void Start(
        ThreadRole role, string name, Action body, Action<Exception> onFault, int stackBytes = 0, bool isForeground = false, bool flows = false)
    {
        try
        {
            Hook?.Invoke(role, ThreadMoment.Starting);
            if (!CanStart)
            {
                throw new System.IO.IOException("No descriptors are left.");
            }

#pragma warning disable RS0030 // The one place.
            Thread thread = new(() => Guard(role, body, onFault), stackBytes) { IsBackground = !isForeground, Name = name };
#pragma warning restore RS0030
            if (flows)
            {
                thread.Start();
            }
            else
            {
                thread.UnsafeStart();
            }
        }
        catch (Exception exception)
        {
            throw new ThreadRefusedException(name, exception);
        }
    }

    /// <summary>Runs a callback, or one round of a loop that serves many, under the net.</summary>
    public static void Guard(ThreadRole role, Action body, Action<Exception> onFault)
    {
        try
        {
            Hook?.Invoke(role, ThreadMoment.Running);
            body();
        }
        catch (Exception exception)
        {
            Fail(exception, onFault);
        }
    }

    private static void Fail(Exception exception, Action<Exception> onFault)
    {
        try
        {
            onFault(exception);
        }
        catch (Exception)
        {
            // Out of memory twice, most likely. The waiters of what the thread served find it dead or late.
        }
    }
}
