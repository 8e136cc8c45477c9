using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Calls;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Workers;

namespace ProcessIsolate;

/// <summary>A child process that runs one marked method and ends with it; Python's <c>multiprocessing.Process</c>.</summary>
/// <remarks>
/// Its exit code is 0 when the method returned, 1 when it threw (the exception is written to stderr), and what the method
/// says when it calls <see cref="Environment.Exit"/>. Like a foreground thread it keeps the program alive: a program whose
/// Main returns waits for it. Members may be used from any thread.
/// </remarks>
public partial class IsolatedProcess : IDisposable
{
    private static readonly HashSet<IsolatedProcess> Children = [];
    private static int lastNumber;

    private readonly IsolatedRun run;

    private protected IsolatedProcess(IsolatedRun run, string name)
    {
        this.run = run;
        Name = name;
        lock (Children)
        {
            Children.Add(this);
        }

        _ = run.Exited.ContinueWith(_ => Forget(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>The processes started by this one that have not ended.</summary>
    public static IReadOnlyList<IsolatedProcess> ActiveChildren
    {
        get
        {
            lock (Children)
            {
                return [.. Children];
            }
        }
    }

    /// <summary>The process id.</summary>
    public int Id => run.ProcessId;

    /// <summary>A name for people.</summary>
    /// <value>Default: Process-1, Process-2 and so on, in the order of starting.</value>
    public string Name { get; set; }

    /// <summary>Whether the process has not ended yet.</summary>
    public bool IsAlive => !run.Exited.IsCompleted;

    /// <summary>The exit code.</summary>
    /// <value>Null while the process runs; 128 + n after signal n on Unix.</value>
    public int? ExitCode => run.Exit?.Code;

    /// <summary>The signal that killed the process.</summary>
    /// <value>Null while it runs, when it left by itself, and on Windows.</value>
    public int? Signal => run.Exit?.Signal;

    /// <summary>What the method threw, or what became of the process instead: a crash, a limit, a termination.</summary>
    /// <value>Null while the process runs, and when the method returned.</value>
    public Exception? Exception => run.Failure;

    /// <summary>Waits for the process to end, as <c>await</c> does.</summary>
    /// <remarks>What the method threw is thrown there, and <see cref="WorkerCrashedException"/> when the process ended before.</remarks>
    public TaskAwaiter GetAwaiter() => run.WaitForSuccessAsync().GetAwaiter();

    /// <summary>Waits until the process has ended, however it ended. May be repeated.</summary>
    public void Join() => run.Exited.Wait();

    /// <summary>Waits until the process has ended, or the time is up.</summary>
    /// <param name="timeout">Zero or less: only looks.</param>
    /// <returns>Whether the process has ended.</returns>
    public bool Join(TimeSpan timeout) =>
        timeout == Timeout.InfiniteTimeSpan ? run.Exited.Wait(timeout) : run.Exited.Wait(timeout < TimeSpan.Zero ? TimeSpan.Zero : timeout);

    /// <summary>Waits until the process has ended, however it ended.</summary>
    public Task WaitForExitAsync(CancellationToken cancellationToken = default) => run.Exited.WaitAsync(cancellationToken);

    /// <summary>Asks the method to stop through its token or <see cref="WorkerContext.Cancellation"/>, and kills the
    /// process tree when it does not within the shared pool's <see cref="ProcessPoolOptions.CancellationGracePeriod"/>.
    /// Does not wait.</summary>
    public void Terminate() => run.Terminate();

    /// <summary>Kills the process and everything it started, now. Does not wait.</summary>
    public void Kill() => run.Kill();

    /// <summary>Kills the process if it still runs, and waits for its end.</summary>
    public void Dispose()
    {
        Kill();
        Join();
        GC.SuppressFinalize(this);
    }

    private static IsolatedProcess<TResult> StartCore<TArgs, TResult>(Delegate function, TArgs arguments)
        where TArgs : struct, ITuple =>
        StartCore<TArgs, TResult>(function, arguments, ProcessPool.SharedOptions, name: null);

    private static IsolatedProcess<TResult> StartCore<TArgs, TResult>(ProcessStartOptions options, Delegate function, TArgs arguments)
        where TArgs : struct, ITuple
    {
        ArgumentNullException.ThrowIfNull(options);
        return StartCore<TArgs, TResult>(function, arguments, options.ToPoolOptions(ProcessPool.SharedOptions), options.Name);
    }

    private static IsolatedProcess<TResult> StartCore<TArgs, TResult>(
        Delegate function, TArgs arguments, ProcessPoolOptions options, string? name)
        where TArgs : struct, ITuple
    {
        RemoteMethod method = ModuleRegistry.Require(function);
        method.RequireWholeResult();
        name ??= "Process-" + Interlocked.Increment(ref lastNumber).ToString(System.Globalization.CultureInfo.InvariantCulture);
        IsolatedRun<TResult> run = method is RemoteMethod<TArgs, TResult> exact
            ? new IsolatedRun<TResult>(
                SandboxOptions.Narrowed(options, method.Options.Sandbox),
                method,
                name,
                (worker, terms) => worker.Call(exact, arguments, terms),
                () => exact.Execute(arguments))
            : throw new ArgumentException(
                $"The delegate's types must be those of '{method.Id}' itself; pass the method by name with arguments of its own types.",
                nameof(function));
        IsolatedProcess<TResult> process = new(run, name);
        run.Begin(process.Name);
        return process;
    }

    private void Forget()
    {
        lock (Children)
        {
            Children.Remove(this);
        }
    }
}

/// <summary>A child process whose method returns something.</summary>
/// <typeparam name="TResult">What the method, or the task it returns, yields.</typeparam>
public sealed class IsolatedProcess<TResult> : IsolatedProcess
{
    private readonly IsolatedRun<TResult> run;

    internal IsolatedProcess(IsolatedRun<TResult> run, string name)
        : base(run, name) => this.run = run;

    /// <summary>Waits for the process to end and gives what the method returned.</summary>
    /// <exception cref="WorkerCrashedException">The process ended before the method returned.</exception>
    /// <exception cref="OperationCanceledException">The process was terminated or killed.</exception>
    /// <remarks>What the method threw is thrown here, as by a plain call.</remarks>
    public TResult Result => run.GetResult();

    /// <summary>As <see cref="Result"/>, without blocking.</summary>
    /// <param name="cancellationToken">Ends the wait, not the process.</param>
    public async Task<TResult> ResultAsync(CancellationToken cancellationToken = default)
    {
        await run.Exited.WaitAsync(cancellationToken).ConfigureAwait(false);
        return run.GetResult();
    }

    /// <summary>Waits for the process to end and gives what the method returned, as <c>await</c> does.</summary>
    public new TaskAwaiter<TResult> GetAwaiter() => ResultAsync().GetAwaiter();
}
