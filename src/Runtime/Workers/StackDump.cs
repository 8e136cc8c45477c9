using System;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Text;
using System.Threading;
using ProcessIsolate.Platform;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Workers;

/// <summary>Has the runtime's own tool, createdump, look at the threads of a worker that may be stuck. The worker does nothing for it, and needs no
/// diagnostics: its threads stand still for a moment.</summary>
internal static class StackDump
{
    private const int Tries = 4;
    private const int MaxReportBytes = 32 * 1024 * 1024;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LastLookLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>Kills a worker whose call is late, after a look where one is wanted; blocks.</summary>
    public static void KillLate(WorkerProcess worker)
    {
        try
        {
            if (worker.ShowsStacks && OperatingSystem.IsLinux())
            {
                worker.LastStacks = TakeOrSayWhyNot(worker);
            }
        }
        finally
        {
            worker.Kill();
        }
    }

    /// <summary>As <see cref="Take(WorkerProcess, CancellationToken)"/>, for a worker that is killed next, soon: the reason stands in the place of what cannot be had.</summary>
    public static string TakeOrSayWhyNot(WorkerProcess worker)
    {
        try
        {
            using CancellationTokenSource limit = new(LastLookLimit);
            return Take(worker, limit.Token);
        }
        catch (OperationCanceledException)
        {
            return $"The look at the stacks did not end within {LastLookLimit.TotalSeconds:0} s.";
        }
        catch (Exception exception)
        {
            // Whatever it is, the worker must be killed.
            return exception.Message;
        }
    }

    /// <summary>Takes a dump; blocks. One at a time for a worker.</summary>
    /// <exception cref="ProcessIsolateException">The system does not let this process look, or the worker is gone.</exception>
    /// <exception cref="PlatformNotSupportedException">The runtime has no such tool here.</exception>
    public static string Take(WorkerProcess worker, CancellationToken token)
    {
        string tool = FindTool() ?? throw new PlatformNotSupportedException(
            "Stacks of a worker are read by createdump, which comes with the runtime; single-file programs and Native AOT have none.");
        worker.Looks.Wait(token);
        try
        {
            return TakeAlone(tool, worker, token);
        }
        finally
        {
            worker.Looks.Release();
        }
    }

    private static string TakeAlone(string tool, WorkerProcess worker, CancellationToken token)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("ProcessIsolate.dump-");
        try
        {
            return Take(tool, worker, folder.FullName, token);
        }
        finally
        {
            LetTrace(worker, by: 0);
            DeleteQuietly(folder);
        }
    }

    private static string Take(string tool, WorkerProcess worker, string folder, CancellationToken token)
    {
        StackReport? best = null;
        string words = "";
        for (int i = 0; i < Tries && best?.HasMainThread != true; i++)
        {
            LetTrace(worker, Environment.ProcessId);
            string path = Path.Combine(folder, $"{i}");
            words = Run(tool, worker.ProcessId, path, token);
            // A thread in the midst of the runtime's own code cannot be read; the next look finds it elsewhere.
            best = Read(path + ".crashreport.json", worker.ProcessId) ?? best;
        }

        return best?.Text ?? throw new ProcessIsolateException(
            worker.HasExited ? $"The worker process {worker.ProcessId} has ended." : $"The stacks of worker process {worker.ProcessId} cannot be read: {words}");
    }

    private static string Run(string tool, int processId, string path, CancellationToken token)
    {
        Words words = new();
        ChildCommand command = new(tool, ["--crashreportonly", "--name", path, $"{processId}"], ChildCommand.HostEnvironment(), null, DescendantPolicy.KillWithWorker)
        {
            Output = words,
        };
        ChildProcess child = WorkerLauncher.Shared.Start(command);
        long begun = Stopwatch.GetTimestamp();
        while (!child.WaitForEnd(Look))
        {
            if (token.IsCancellationRequested || Stopwatch.GetElapsedTime(begun) > Limit)
            {
                child.Kill();
                child.WaitForEnd(Limit);
                token.ThrowIfCancellationRequested();
                return $"createdump did not end within {Limit.TotalSeconds:0} s.";
            }
        }

        return words.Text;
    }

    private static StackReport? Read(string path, int processId)
    {
        FileInfo file = new(path);
        return file is { Exists: true, Length: > 0 and < MaxReportBytes } ? StackReport.TryRead(File.ReadAllBytes(path), processId) : null;
    }

    // Where the system lets only parents look at a process, that process must agree. Its reading thread does so while its methods are stuck.
    private static void LetTrace(WorkerProcess worker, int by)
    {
        if (LinuxNative.TracingNeedsConsent)
        {
            worker.Lane?.TryNotify(ProtocolNames.Trace, json => json.WriteNumber("by"u8, by));
        }
    }

    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "An empty location is what tells a single-file app.")]
    private static string? FindTool()
    {
        string tool = Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location) ?? "", "createdump");
        return Path.IsPathRooted(tool) && File.Exists(tool) ? tool : null;
    }

    private static void DeleteQuietly(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What cleans the temporary folder takes it.
        }
    }

    // The beginning of what the tool says.
    private sealed class Words : ChildOutput
    {
        private const int Most = 2000;

        private readonly StringBuilder text = new();

        public string Text
        {
            get
            {
                lock (text)
                {
                    return text.ToString().Trim();
                }
            }
        }

        public override void Add(int processId, bool isError, ReadOnlySpan<byte> bytes)
        {
            lock (text)
            {
                text.Append(Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, Most - Math.Min(Most, text.Length))]));
            }
        }
    }
}
