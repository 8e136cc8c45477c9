using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Calls;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Platform;
using ProcessIsolate.Rpc;
using ProcessIsolate.Sandboxing;
using ProcessIsolate.Scheduling;
using ProcessIsolate.Sharing;

namespace ProcessIsolate.Workers;

/// <summary>One child process: its start and handshake, its health, its end.</summary>
/// <remarks>Made by <see cref="WorkerStarter"/>. Calls go through <see cref="WorkerCaller"/>, by the thread that leased the worker;
/// killing and the exit come from any thread.</remarks>
internal sealed class WorkerProcess
{
    private static readonly TimeSpan ControlLimit = TimeSpan.FromSeconds(2);

    private const int WatchStackBytes = 256 * 1024;

    private readonly ManualResetEventSlim controlEnded = new();
    private int killed;
    private bool condemned;
    private Exception? fault;

    /// <exception cref="WorkerStartException">The system does not start it.</exception>
    public WorkerProcess(int workerId, ChildCommand command)
    {
        WorkerId = workerId;
        Call = new CallWatchdog(this);
        Segments = new SegmentSession(this);
        End = new WorkerEnd(this);
        Child = WorkerLauncher.Shared.Start(command);
        try
        {
            DeadlineMonitor.Shared.Add(Call);
            Exited = Child.Ended.ContinueWith(
                static (_, state) =>
                {
                    WorkerProcess worker = (WorkerProcess)state!;
                    LibraryThread.Guard(ThreadRole.WorkerExit, worker.OnEnded, _ => worker.OnEnded());
                },
                this, CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            Place = new HeldPlace(Exited);
        }
        catch (Exception exception)
        {
            Child.Kill();
            DeadlineMonitor.Shared.Remove(Call);
            throw new WorkerStartException("A worker could not be watched: " + exception.Message, exception);
        }
    }

    public int WorkerId { get; }

    /// <summary>How long the worker may take to become ready, and later to load a module.</summary>
    public required TimeSpan StartTimeout { get; init; }

    /// <summary>Whether a call that is late and does not answer has the stacks looked at before the kill.</summary>
    public bool ShowsStacks { get; init; }

    /// <summary>What was seen then; null where nothing looked. Written before the kill, read after it.</summary>
    public string? LastStacks { get; set; }

    /// <summary>Held while a tool looks at the threads: two at a time would disturb each other.</summary>
    public SemaphoreSlim Looks { get; } = new(1, 1);

    /// <summary>Its place in what all pools share.</summary>
    public HeldPlace Place { get; }

    public int ProcessId => Child.Id;

    public ChildProcess Child { get; }

    public CallWatchdog Call { get; }

    public SegmentSession Segments { get; }

    /// <summary>What it runs, for a look inside.</summary>
    public WorkerActivity Activity { get; } = new();

    /// <summary>What shows its pool to those who look; null for a process that is in no pool.</summary>
    public PoolWatch? Watch { get; set; }

    /// <summary>Whether its memory is limited.</summary>
    public bool HasMemoryLimit { get; init; }

    /// <summary>What it is to be held back by; null for nothing.</summary>
    public SandboxPlan? SandboxPlan { get; init; }

    /// <summary>What holds it back. Set with the handshake.</summary>
    public SandboxReport? Sandbox { get; set; }

    /// <summary>When it was started.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Set with the pool's lock held, once calls may come.</summary>
    public bool IsReady { get; set; }

    /// <summary>Set with the pool's lock held, for one that has a place in the pool.</summary>
    public bool IsCounted { get; set; }

    /// <summary>Set with the pool's lock held: it is to be replaced.</summary>
    public bool IsDue { get; set; }

    /// <summary>Since when it has been idle, by the watch of all limits. Guarded by the pool's lock.</summary>
    public long IdleSince { get; set; }

    /// <summary>Set with the pool's lock held: its successor is ready, and it leaves after its call, for this reason.</summary>
    public WorkerExitReason? LeavesFor { get; set; }

    /// <summary>The memory it had after its first calls; 0 before.</summary>
    public long MemoryBaseline { get; set; }

    /// <summary>As <see cref="StartedAt"/>, a timestamp of the pool's clock.</summary>
    public long StartStamp { get; init; }

    /// <summary>Set with the pool's lock held, while a lease has it.</summary>
    public bool IsPinned { get; set; }

    /// <summary>Set with the handshake.</summary>
    public ControlLane? Lane { get; set; }

    /// <summary>What carries the calls: shared memory, or the control lane itself. Set with the handshake.</summary>
    public MessageLane? Calls { get; set; }

    /// <summary>Whether shared memory carries the calls, where requests can be taken back.</summary>
    public bool HasRings => Calls != Lane;

    /// <summary>Whether the worker takes many calls in one request; a foreign one need not. Set with the handshake.</summary>
    public bool TakesBatches { get; set; }

    /// <summary>The asynchronous calls on their way, once there were any; the set's.</summary>
    public CallPipe? Pipe { get; set; }

    /// <summary>The culture the worker starts each call with.</summary>
    public CultureInfo Culture { get; } = CultureInfo.CurrentCulture;

    /// <summary>The culture of messages the worker starts each call with.</summary>
    public CultureInfo UICulture { get; } = CultureInfo.CurrentUICulture;

    /// <summary>Modules the worker has loaded; owned by the thread that leased it.</summary>
    public HashSet<RemoteModule> Modules { get; } = [];

    /// <summary>Calls begun in this worker; owned by the thread that leased it.</summary>
    public long CallCount { get; set; }

    /// <summary>The id of the last request; owned by the thread that leased the worker.</summary>
    public long LastRequestId { get; set; }

    /// <summary>What it was given last, for the report of its end.</summary>
    public LastCalls LastCalls { get; } = new();

    /// <summary>Set when its pool was terminated: whatever the worker runs is cancelled, not crashed.</summary>
    public bool IsTerminated { get; set; }

    /// <summary>What the call that the worker died with was told; null while it lives. Owned by the thread that leased it.</summary>
    public WorkerCrashedException? Crash { get; set; }

    /// <summary>Set when no call will use the worker any more.</summary>
    public bool IsRetired { get; set; }

    /// <summary>What the worker did wrong, where another thread than its caller's found that.</summary>
    public Exception? Fault => Volatile.Read(ref fault);

    /// <summary>Why it ended, and how.</summary>
    public WorkerEnd End { get; }

    public bool HasExited => Child.Ended.IsCompleted || Volatile.Read(ref killed) != 0 || IsCondemned;

    /// <summary>Completed once the process is gone; continuations run on a thread of the library's, or may be inlined there.</summary>
    public Task Exited { get; }

    /// <summary>Asks the worker to cancel a request, and those behind it up to another, if that can be said without
    /// blocking.</summary>
    /// <param name="requestId">The call.</param>
    /// <param name="through">The last call that is cancelled with it.</param>
    /// <param name="tokens">Which tokens of the method, a bit for each; 0 for all.</param>
    public void RequestCancel(long requestId, long through, int tokens = 0) =>
        Lane?.TryNotify(ProtocolNames.CancelRequest, json =>
        {
            json.WriteNumber("id"u8, requestId);
            if (through > requestId)
            {
                json.WriteNumber("through"u8, through);
            }

            if (tokens != 0)
            {
                json.WriteNumber("tokens"u8, tokens);
            }
        });

    /// <summary>Asks an idle worker to leave in order.</summary>
    public void RequestExit(int exitCode = 0) =>
        Lane?.TryNotify(ProtocolNames.Exit, json => json.WriteNumber("exitCode"u8, exitCode));

    /// <summary>Whether it will be killed.</summary>
    public bool IsCondemned => Volatile.Read(ref condemned);

    /// <summary>It will be killed, and is given to no call any more.</summary>
    public void Condemn() => Volatile.Write(ref condemned, true);

    /// <summary>Kills the process and everything it started. Threads that wait for the worker are woken.</summary>
    public void Kill()
    {
        if (Interlocked.Exchange(ref killed, 1) != 0)
        {
            return;
        }

        try
        {
            Child.Kill();
        }
        finally
        {
            CloseLanes();
        }
    }

    /// <summary>Kills the worker for what it made a thread of this process run into; its calls fail with the cause.</summary>
    public void Blame(Exception cause)
    {
        // Before the kill: the caller it wakes looks here.
        Interlocked.CompareExchange(ref fault, cause, null);
        Kill();
    }

    /// <summary>Gives back what talking to the worker took, once it has ended and its last answer is read.</summary>
    public void CloseLanes()
    {
        Lane?.Dispose();
        Calls?.Dispose();
        Segments.Close();
    }

    /// <summary>Waits until what the worker said on its control lane has been read to its end.</summary>
    public void WaitForControlEnd()
    {
        if (Calls is not null && HasRings)
        {
            controlEnded.Wait(ControlLimit);
        }
    }

    /// <summary>As <see cref="WaitForControlEnd"/>, for a process that has ended: what it announced before stands in the socket until the thread
    /// that reads there has seen it.</summary>
    public void WaitForLastWords()
    {
        if (HasRings)
        {
            controlEnded.Wait(WorkerEnd.TailLimit);
        }
    }

    public bool WaitForExit(TimeSpan limit) => Child.WaitForEnd(limit);

    public WorkerCrashedException DescribeCrash(string method) => End.Describe(method);

    /// <summary>Ends the call lane when the control lane does: shared memory alone does not tell that its peer is gone.</summary>
    public void WatchControlLane()
    {
        LibraryThread.Start(
            ThreadRole.WorkerControl, $"ProcessIsolate worker {WorkerId} control",
            () =>
            {
                Lane!.ReadToEnd();
                OnControlEnded();
            },
            fault =>
            {
                Blame(fault);
                OnControlEnded();
            },
            WatchStackBytes);
    }

    private void OnEnded()
    {
        DeadlineMonitor.Shared.Remove(Call);
        // A process that it left behind may hold the connection, and no limit ends the call of a worker that is gone.
        Lane?.EndReceiving();
    }

    private void OnControlEnded()
    {
        controlEnded.Set();
        Calls!.Dispose();
    }
}
