using System;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Calls;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Logging;
using ProcessIsolate.Platform;

namespace ProcessIsolate.Workers;

/// <summary>The life of one <see cref="IsolatedProcess"/>: start, handshake, the one call, the exit.</summary>
internal abstract class IsolatedRun
{
    private static readonly TimeSpan LeaveLimit = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ProcessPoolOptions options;

    // Written before the task completes and read after it: several words, which must not be seen half written.
    private WorkerExit exit;
    private readonly RemoteMethod method;
    private readonly StartingWorker? starting;

    protected IsolatedRun(ProcessPoolOptions options, RemoteMethod method, string name)
    {
        this.options = options;
        this.method = method;
        starting = Isolation.DebugsInProcess || options.IsolationMode == IsolationMode.InProcess ? null
            : WorkerStarter.Start(options, name, options.Output == WorkerOutput.Log ? PoolLog.For(options.LoggerFactory, name) : null);
    }

    public int ProcessId => starting?.Worker.ProcessId ?? Environment.ProcessId;

    /// <summary>How the process ended; null while it runs.</summary>
    public WorkerExit? Exit => exited.Task.IsCompleted ? exit : null;

    public Task Exited => exited.Task;

    /// <summary>What ended it other than the method's return; null while it runs.</summary>
    public Exception? Failure => exited.Task.IsCompleted ? Error?.SourceException : null;

    /// <summary>Completes with the process, and fails as its method did.</summary>
    public async Task WaitForSuccessAsync()
    {
        await Exited.ConfigureAwait(false);
        Error?.Throw();
    }

    protected ExceptionDispatchInfo? Error { get; private set; }

    /// <summary>Runs everything else on a thread of its own.</summary>
    /// <remarks>A foreground thread: a program whose Main returns waits for the processes it started.</remarks>
    /// <exception cref="WorkerStartException">The system gives no thread; the process is gone again.</exception>
    public void Begin(string name)
    {
        try
        {
            LibraryThread.Start(ThreadRole.ProcessRun, name, Run, OnRunFailed, isForeground: true, flows: true);
        }
        catch (ThreadRefusedException exception)
        {
            OnRunFailed(exception);
            throw new WorkerStartException(exception.Message, exception);
        }
    }

    // An unforeseen error: the process must not live on unseen, and no thread may wait for it.
    private void OnRunFailed(Exception exception)
    {
        Error ??= ExceptionDispatchInfo.Capture(exception);
        starting?.Worker.Blame(exception);
        exit = new WorkerExit(starting is null ? 1 : null, Signal: null);
        exited.TrySetResult();
    }

    public void Terminate()
    {
        if (!exited.Task.IsCompleted && starting is not null)
        {
            starting.Worker.IsTerminated = true;
            starting.Worker.Call.StopCurrent(StopReason.Terminated).Send();
        }
    }

    public void Kill()
    {
        if (!exited.Task.IsCompleted && starting is not null)
        {
            starting.Worker.IsTerminated = true;
            starting.Worker.Call.Kill(StopReason.Terminated);
        }
    }

    protected abstract void RunInWorker(WorkerProcess worker, in CallLimits terms);

    protected abstract void RunInline();

    private void Run()
    {
        try
        {
            if (starting is null)
            {
                RunInline();
            }
            else
            {
                RunInWorker(starting.CompleteHandshake(reportFailures: true), CallLimits.For(method.Options, options, CancellationToken.None));
            }
        }
        catch (CallNotStartedException exception)
        {
            Error = ExceptionDispatchInfo.Capture(exception.Crash);
        }
        catch (Exception exception)
        {
            Error = ExceptionDispatchInfo.Capture(exception);
        }

        exit = starting is null ? new WorkerExit(Error is null ? 0 : 1, Signal: null) : Leave(starting.Worker);
        exited.TrySetResult();
    }

    private WorkerExit Leave(WorkerProcess worker)
    {
        if (!worker.HasExited)
        {
            // A method that answered its termination in time is not hurried any further.
            worker.IsTerminated = false;
            worker.Call.Begin(0, new CallLimits(LeaveLimit, TimeSpan.Zero, CancellationToken.None));
            worker.RequestExit(Error is null ? 0 : 1);
        }

        WorkerExit ended = worker.End.Wait();
        worker.CloseLanes();
        return ended;
    }
}

/// <summary>The same with the method's result.</summary>
internal sealed class IsolatedRun<TResult>(
    ProcessPoolOptions options, RemoteMethod method, string name, Func<WorkerProcess, CallLimits, TResult> call, Func<TResult> execute)
    : IsolatedRun(options, method, name)
{
    private TResult? result;

    public TResult GetResult()
    {
        Exited.Wait();
        Error?.Throw();
        return result!;
    }

    protected override void RunInWorker(WorkerProcess worker, in CallLimits terms) => result = call(worker, terms);

    protected override void RunInline() => result = execute();
}
