using System;
using System.Collections;
using System.Collections.Generic;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;
using ProcessIsolate.Calls;
using ProcessIsolate.Sandboxing;

namespace ProcessIsolate.Workers;

/// <summary>What to start as a worker.</summary>
/// <param name="FileName">The program.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Environment">All its variables.</param>
/// <param name="WorkingDirectory">Where it starts; null for the host's folder.</param>
/// <param name="Descendants">What becomes of the processes it starts.</param>
internal sealed record ChildCommand(
    string FileName, IReadOnlyList<string> Arguments, IDictionary<string, string?> Environment, string? WorkingDirectory, DescendantPolicy Descendants)
{
    /// <summary>What it may take of the system.</summary>
    public ChildSettings Settings { get; init; } = ChildSettings.None;

    /// <summary>What holds it back; null for nothing.</summary>
    public SandboxPlan? Sandbox { get; init; }

    /// <summary>On Linux: a descriptor that it inherits, its connection to this process.</summary>
    public SafeFileHandle? Control { get; init; }

    /// <summary>Where what it writes goes; null for this process's own stdout and stderr.</summary>
    public ChildOutput? Output { get; init; }

    /// <summary>The host's own variables, to be changed for a worker.</summary>
    public static Dictionary<string, string?> HostEnvironment()
    {
        Dictionary<string, string?> variables = new(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
        {
            variables[(string)variable.Key] = (string?)variable.Value;
        }

        return variables;
    }
}

/// <summary>A child process as the system sees it: its number, what it writes to stderr, its end.</summary>
/// <remarks>Made on the launcher's thread. Killed from any thread; <see cref="End"/> is called once, by what watches it.</remarks>
internal abstract class ChildProcess(int id)
{
    private readonly TaskCompletionSource ended = new();
    private ChildStatus status;

    public int Id { get; } = id;

    /// <summary>Completed once the process is gone, and with it what it started, as far as the system allows.</summary>
    public Task Ended => ended.Task;

    public StandardErrorTail StandardError { get; } = new();

    /// <exception cref="WorkerStartException">The system does not start it. Nothing is left of the try.</exception>
    public static ChildProcess Start(ChildCommand command)
    {
        command.Settings.Check();
        return OperatingSystem.IsLinux() ? LinuxChildStart.Start(command) : ManagedChild.Start(command);
    }

    /// <summary>Kills the process and, unless they are to live on, everything it started.</summary>
    public abstract void Kill();

    /// <summary>To be called when the worker has said hello: by then it leads a process group if it ever will.</summary>
    public virtual void OnConnected()
    {
    }

    public bool WaitForEnd(TimeSpan limit) => Ended.Wait(limit);

    /// <summary>How it ended; not known while it runs.</summary>
    /// <param name="announced">The exit code that it named itself, for systems that tell no signal from an exit code.</param>
    public WorkerExit Exit(int? announced) => !Ended.IsCompleted ? default
        : status.IsFolded ? WorkerExit.FromFolded(status.Code, announced == status.Code)
        : new WorkerExit(status.Code, status.Signal);

    protected void End(ChildStatus how)
    {
        status = how;
        // What waits for it does not run on the thread that reaps processes, nor on the thread pool: its threads may all wait for calls of
        // this very worker, and where the system gives no threads there may be none.
        BlockingThreadPool.Shared.RunOrDo(() => ended.TrySetResult(), _ => ended.TrySetResult());
    }

    /// <param name="Code">The exit code; 128 + n after signal n on Unix.</param>
    /// <param name="Signal">The signal, where the system names it.</param>
    /// <param name="IsFolded">Whether a code above 128 may be either.</param>
    protected readonly record struct ChildStatus(int? Code, int? Signal, bool IsFolded = false);
}
