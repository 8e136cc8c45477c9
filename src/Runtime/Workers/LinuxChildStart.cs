using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using ProcessIsolate.Platform;

namespace ProcessIsolate.Workers;

/// <summary>Starts children on Linux: pipes, life line, limits, and the watcher that reaps them.</summary>
[SupportedOSPlatform("linux")]
internal static class LinuxChildStart
{
    private const int MoreLikelyToBeKilled = 100;
    private const int MostLikelyToBeKilled = 1000;

    /// <exception cref="WorkerStartException">The system does not start it. Nothing is left of the try.</exception>
    public static LinuxChild Start(ChildCommand command)
    {
        ChildPipes? pipes = null;
        LinuxLifeLine? line = null;
        try
        {
            LinuxSpawn.KeepEnded();
            pipes = ChildPipes.For(command.Output);
            line = new LinuxLifeLine();
            ChildWatcher.Shared.Prepare();
            LinuxChild child = Start(command, pipes, line, out IOException? refusal);
            line = null;
            pipes.KeepReaders();
            // Also one that is killed: it is to be reaped.
            ChildWatcher.Shared.Add(child);
            return refusal is null ? child : throw refusal;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ThreadRefusedException or OutOfMemoryException)
        {
            throw new WorkerStartException($"'{command.FileName}' could not be started: {exception.Message}", exception);
        }
        finally
        {
            line?.Dispose();
            pipes?.Dispose();
        }
    }

    // The child has the line and the read ends from here on.
    private static LinuxChild Start(ChildCommand command, ChildPipes pipes, LinuxLifeLine line, out IOException? refusal)
    {
        List<string> environment = [];
        foreach ((string name, string? value) in command.Environment)
        {
            if (value is not null)
            {
                environment.Add(name + "=" + value);
            }
        }

        int error = 0;
        SpawnCommand spawned = new(command.FileName, command.Arguments, environment, command.WorkingDirectory);
        LinuxPolicyThread? policy = command.Sandbox?.Thread;
        SpawnDescriptors descriptors = new(pipes.Errors.Writer, pipes.StandardOutput, command.Control);
        int id = command.Settings.OnItsProcessors(
            policy?.ThreadId ?? LinuxLimits.OwnThread, () => LinuxSpawn.Start(spawned, descriptors, policy, out error));
        if (id == 0)
        {
            string where = string.IsNullOrEmpty(command.WorkingDirectory) ? "" : $" in '{command.WorkingDirectory}'";
            throw new IOException($"{Marshal.GetPInvokeErrorMessage(error)}{where}");
        }

        SafeFileHandle handle;
        try
        {
            handle = LinuxChildren.Open(id);
        }
        catch (IOException)
        {
            using SafeFileHandle none = new(-1, ownsHandle: false);
            LinuxChildren.Kill(none, id);
            _ = LinuxChildren.Reap(none, id, out _);
            throw;
        }

        LinuxChild child = new(id, handle, pipes, line, command);
        RaiseKillScore(id);
        refusal = null;
        try
        {
            command.Settings.ApplyOnLinux(id);
        }
        catch (IOException) when (LinuxChildren.Look(handle, id, out _) != ChildState.Running)
        {
            // It has ended already; how, the handshake finds.
        }
        catch (IOException exception)
        {
            child.Kill();
            refusal = exception;
        }

        return child;
    }

    // When memory runs out the system kills the process with the highest score: better a worker than its host.
    private static void RaiseKillScore(int id)
    {
        try
        {
            int own = int.Parse(File.ReadAllText("/proc/self/oom_score_adj"), CultureInfo.InvariantCulture);
            int score = Math.Min(own + MoreLikelyToBeKilled, MostLikelyToBeKilled);
            File.WriteAllText(
                string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/oom_score_adj"), score.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            // No /proc, or a sandbox around this process: the system judges by size.
        }
    }
}
