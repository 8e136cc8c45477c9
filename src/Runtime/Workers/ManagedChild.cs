using System;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using Microsoft.Win32.SafeHandles;
using ProcessIsolate.Platform;

namespace ProcessIsolate.Workers;

/// <summary>A child on Windows and macOS, where the base library's class starts and reaps it.</summary>
internal sealed class ManagedChild : ChildProcess
{
    private const int ThreadStackBytes = 256 * 1024;

    private readonly Process process;

    // On Windows: a job of the worker's own, which dies with the host.
    private readonly SafeFileHandle? job;
    private readonly bool keepsDescendants;
    private readonly ChildOutput? taker;

    private ManagedChild(Process process, ChildCommand command)
        : base(process.Id)
    {
        this.process = process;
        taker = command.Output;
        keepsDescendants = command.Descendants == DescendantPolicy.LiveOn;
        job = OperatingSystem.IsWindows() ? WindowsNative.ConfineToJob(process.SafeHandle, letsChildrenGo: keepsDescendants) : null;
    }

    public static new ManagedChild Start(ChildCommand command)
    {
        try
        {
            Process process = Process.Start(StartInfo(command)) ?? throw new InvalidOperationException("The system started no process.");
            ManagedChild child = new(process, command);
            try
            {
                child.Watch();
                command.Settings.ApplyTo(child);
                return child;
            }
            catch (ThreadRefusedException)
            {
                child.Kill();
                throw;
            }
        }
        catch (Exception exception) when (exception is Win32Exception or IOException or InvalidOperationException or ThreadRefusedException)
        {
            throw new WorkerStartException($"'{command.FileName}' could not be started: {exception.Message}", exception);
        }
    }

    public override void Kill()
    {
        if (!keepsDescendants)
        {
            KillDescendants(lives: !Ended.IsCompleted && !HasExited());
        }

        try
        {
            process.Kill();
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            // Gone already.
        }
    }

    private static ProcessStartInfo StartInfo(ChildCommand command)
    {
        ProcessStartInfo info = new(command.FileName, command.Arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = command.Output is not null,
            WorkingDirectory = command.WorkingDirectory ?? "",
        };
        info.Environment.Clear();
        foreach ((string name, string? value) in command.Environment)
        {
            info.Environment[name] = value;
        }

        return info;
    }

    private void Watch()
    {
        process.StandardInput.Close();
        Stream errors = process.StandardError.BaseStream;
        // A thread of its own, not the thread pool's: a full pool must not hold up a worker that writes.
        LibraryThread.Start(
            ThreadRole.WorkerError, $"ProcessIsolate process {Id} stderr", () => Pump(errors, isError: true), _ => GiveUpErrors(errors),
            ThreadStackBytes);
        if (taker is not null)
        {
            Stream output = process.StandardOutput.BaseStream;
            LibraryThread.Start(
                ThreadRole.WorkerError, $"ProcessIsolate process {Id} stdout", () => Pump(output, isError: false), _ => output.Dispose(), ThreadStackBytes);
        }

        process.Exited += (_, _) => LibraryThread.Guard(ThreadRole.WorkerExit, OnExited, _ => End(new ChildStatus(null, null)));
        process.EnableRaisingEvents = true;
    }

    private void Pump(Stream source, bool isError)
    {
        byte[] buffer = new byte[4096];
        using Stream ownedSource = source;
        try
        {
            int count;
            while ((count = source.Read(buffer)) > 0)
            {
                Take(buffer.AsSpan(0, count), isError);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The pipe went with the process.
        }

        taker?.End(Id, isError);
        if (isError)
        {
            StandardError.Complete();
        }
    }

    private void Take(ReadOnlySpan<byte> bytes, bool isError)
    {
        if (isError)
        {
            StandardError.Keep(bytes);
        }

        if (taker is null)
        {
            HostErrors.Write(2, bytes);
            return;
        }

        taker.Add(Id, isError, bytes);
        // The worker waits, as a program does whose output is not read.
        taker.WaitForRoom();
    }

    // A worker that writes finds no reader, instead of waiting for ever.
    private void GiveUpErrors(Stream source)
    {
        source.Dispose();
        StandardError.Complete();
    }

    private void OnExited()
    {
        if (!keepsDescendants)
        {
            KillDescendants(lives: false);
        }

        End(new ChildStatus(ExitCode(), null, IsFolded: !OperatingSystem.IsWindows()));
        process.Dispose();
        job?.Dispose();
    }

    private bool HasExited()
    {
        try
        {
            return process.HasExited;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }

    private int? ExitCode()
    {
        try
        {
            return process.ExitCode;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private void KillDescendants(bool lives)
    {
        if (OperatingSystem.IsWindows())
        {
            try
            {
                if (job is not null)
                {
                    WindowsNative.KillJob(job);
                }
            }
            catch (ObjectDisposedException)
            {
                // The process has ended meanwhile, and all of its job with it.
            }
        }
        else
        {
            UnixNative.KillGroupOf(Id, lives);
        }
    }
}
