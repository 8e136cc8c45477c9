using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Runtime.Versioning;
using ProcessIsolate.Platform;

namespace ProcessIsolate.Workers;

/// <summary>What a child may take of the system, its rank and its processors. Set right after its start, when it has one thread and is far
/// from user code.</summary>
/// <param name="Limits">What it may take.</param>
/// <param name="Priority">Its rank; null for the host's.</param>
/// <param name="Affinity">Its processors; null for the host's.</param>
/// <param name="MemoryBytes">The limit on its memory; null for none.</param>
internal sealed record ChildSettings(WorkerLimits Limits, ProcessPriorityClass? Priority, nint? Affinity, long? MemoryBytes)
{
    public static ChildSettings None { get; } = new(new WorkerLimits(), null, null, null);

    public static ChildSettings Of(ProcessPoolOptions options) => new(options.Limits, options.PriorityClass, options.ProcessorAffinity, options.MemoryLimit);

    /// <summary>The variable that limits the worker's heap, unless the user has set it.</summary>
    public KeyValuePair<string, string>? Variable => MemoryBytes is { } bytes
        ? KeyValuePair.Create(BorrowedVariables.HeapLimit, bytes.ToString("X", CultureInfo.InvariantCulture)) : null;

    /// <exception cref="WorkerStartException">They cannot be set on this system.</exception>
    public void Check()
    {
        if (!OperatingSystem.IsLinux() && Limits.NeedsLinux)
        {
            throw new WorkerStartException("Limits of processor time, open files, processes, file sizes and core dumps are set on Linux only.");
        }

        if (OperatingSystem.IsMacOS() && Affinity is not null)
        {
            throw new WorkerStartException("macOS does not bind a process to processors.");
        }
    }

    /// <summary>Where the base library starts the child.</summary>
    /// <exception cref="WorkerStartException">The system refuses; the child is killed.</exception>
    public void ApplyTo(ChildProcess child)
    {
        try
        {
            if (Priority is not null || Affinity is not null)
            {
                Apply(child.Id);
            }
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException or ArgumentException
            or PlatformNotSupportedException)
        {
            bool ended = child.WaitForEnd(TimeSpan.Zero);
            child.Kill();
            if (!ended)
            {
                throw new WorkerStartException("A worker could not be started: " + exception.Message, exception);
            }
        }
    }

    /// <summary>On Linux: starts the child where it may run. It inherits that from the thread that starts it, before its runtime counts the processors.</summary>
    /// <exception cref="IOException">The system refuses.</exception>
    [SupportedOSPlatform("linux")]
    public T OnItsProcessors<T>(int thread, Func<T> start) =>
        Affinity is { } mask ? LinuxLimits.WithProcessors(thread, (nuint)mask, start) : start();

    /// <summary>On Linux: the rest, before the child is watched. Until it is reaped its number is its own.</summary>
    /// <exception cref="IOException">The system refuses.</exception>
    [SupportedOSPlatform("linux")]
    public void ApplyOnLinux(int processId)
    {
        if (Priority is { } priority)
        {
            LinuxLimits.SetNice(processId, NiceOf(priority));
        }

        if (Limits.ProcessorTime is { } time)
        {
            LinuxLimits.SetProcessorSeconds(processId, (ulong)Math.Ceiling(time.TotalSeconds));
        }

        if (Limits.OpenFiles is { } files)
        {
            LinuxLimits.Set(processId, LinuxLimits.OpenFiles, (ulong)files);
        }

        if (Limits.Processes is { } processes)
        {
            LinuxLimits.Set(processId, LinuxLimits.Processes, (ulong)processes);
        }

        ApplyFileLimits(processId);
    }

    [SupportedOSPlatform("linux")]
    private void ApplyFileLimits(int processId)
    {
        if (Limits.FileBytes is { } bytes)
        {
            LinuxLimits.Set(processId, LinuxLimits.FileBytes, (ulong)bytes);
        }

        if (Limits.CoreDumps == false)
        {
            LinuxLimits.Set(processId, LinuxLimits.CoreBytes, 0);
        }
    }

    private void Apply(int processId)
    {
        using Process process = Process.GetProcessById(processId);
        if (Priority is { } priority)
        {
            process.PriorityClass = priority;
        }

        if (Affinity is { } mask && OperatingSystem.IsWindows())
        {
            process.ProcessorAffinity = mask;
        }
    }

    // As the base library has it.
    private static int NiceOf(ProcessPriorityClass priority) => priority switch
    {
        ProcessPriorityClass.Idle => 19,
        ProcessPriorityClass.BelowNormal => 10,
        ProcessPriorityClass.AboveNormal => -6,
        ProcessPriorityClass.High => -11,
        ProcessPriorityClass.RealTime => -19,
        _ => 0,
    };
}
