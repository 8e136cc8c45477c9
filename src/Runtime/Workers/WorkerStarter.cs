using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Threading;
using ProcessIsolate.Logging;
using ProcessIsolate.Rpc;
using ProcessIsolate.Sandboxing;

namespace ProcessIsolate.Workers;

/// <summary>Starts a worker and brings it to "ready". Blocks; run on a thread of its own.</summary>
internal static class WorkerStarter
{
    private static int lastWorkerId;

    /// <summary>Starts the process; it is not ready yet.</summary>
    /// <exception cref="WorkerStartException">The system does not start it.</exception>
    /// <param name="options">How.</param>
    /// <param name="name">What it belongs to, for people.</param>
    /// <param name="log">Where its lines may go; null where nothing listens.</param>
    public static StartingWorker Start(ProcessPoolOptions options, string name, PoolLog? log)
    {
        WorkerEndpoint? endpoint = null;
        try
        {
            WorkerCommand command = options.WorkerCommand is { } custom
                ? new WorkerCommand(custom.FileName, [.. custom.Arguments], IsAppItself: false)
                : WorkerCommand.ForThisApp;
            SandboxPlan? plan = options.Sandbox is { } sandbox ? SandboxPlan.For(sandbox, command.FileName) : null;
            endpoint = WorkerEndpoint.Create(isInherited: plan?.Thread is not null);
            int id = Interlocked.Increment(ref lastWorkerId);
            WorkerLines? lines = options.Output == WorkerOutput.Log && log is not null ? new WorkerLines(log, id) : null;
            ChildOutput? output = options.Output == WorkerOutput.Discard ? ChildOutput.Discarding : lines ?? (plan?.Thread is null ? null : ChildOutput.Forwarding);
            WorkerCommand labelled = options.WorkerCommand is null ? command.With(WorkerCommand.LabelOf(name, id)) : command;
            WorkerProcess worker = new(id, CreateCommand(options, endpoint, labelled, plan, output))
            {
                SandboxPlan = plan,
                StartTimeout = options.StartTimeout,
                ShowsStacks = options.DumpOnTimeout,
                HasMemoryLimit = options.MemoryLimit is not null,
                StartedAt = options.TimeProvider.GetUtcNow(),
                StartStamp = options.TimeProvider.GetTimestamp(),
            };
            endpoint.OnStarted();
            if (lines is not null)
            {
                lines.Activity = worker.Activity;
            }

            // Elsewhere a look at another process's memory costs too much for that thread.
            if (OperatingSystem.IsLinux() && options.MemoryLimit is { } bytes)
            {
                new MemoryWatch(worker, bytes, options.Limits.MemoryBytes ?? long.MaxValue).Begin();
            }

            return new StartingWorker(worker, endpoint, options);
        }
        catch (Exception exception)
        {
            endpoint?.Dispose();
            if (exception is WorkerStartException)
            {
                throw;
            }

            // No descriptors for a socket, no memory for a thread, and whatever else a system can run out of.
            throw new WorkerStartException("A worker could not be started: " + exception.Message, exception);
        }
    }

    private static ChildCommand CreateCommand(
        ProcessPoolOptions options, WorkerEndpoint endpoint, WorkerCommand command, SandboxPlan? plan, ChildOutput? output)
    {
        Dictionary<string, string?> environment = ChildCommand.HostEnvironment();
        foreach ((string name, string? value) in options.Environment)
        {
            environment[name] = value;
        }

        if (command.IsAppItself)
        {
            // The last one: it does not return.
            environment.TryGetValue(StartupHook.Variable, out string? hooks);
            environment[StartupHook.Variable] =
                string.IsNullOrEmpty(hooks) ? StartupHook.Name : hooks + Path.PathSeparator + StartupHook.Name;
        }

        ChildSettings settings = ChildSettings.Of(options);
        BorrowedVariables.AddTo(environment, settings.Variable);
        environment[ProtocolNames.EndpointVariable] = endpoint.Address;
        environment[ProtocolNames.TokenVariable] = endpoint.Token;
        DescendantPolicy descendants = options.Sandbox?.Descendants ?? options.Descendants;
        environment[ProtocolNames.DescendantsVariable] = descendants == DescendantPolicy.LiveOn ? WorkerEntry.LiveOn : null;
        environment[ProtocolNames.SandboxVariable] = plan?.Thread is null ? null
            : string.Create(CultureInfo.InvariantCulture, $"{(int)plan.Rules},{Environment.ProcessId}");
        return new ChildCommand(command.FileName, command.Arguments, environment, options.WorkingDirectory, descendants)
        {
            Sandbox = plan,
            Control = endpoint.Inherited,
            Settings = settings,
            Output = output,
        };
    }
}
