using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace ProcessIsolate.Workers;

/// <summary>Starts every worker process, on one thread that lives as long as the host.</summary>
/// <remarks>The thread matters: on Linux a child's parent-death signal is tied to the thread that started it. A worker
/// started by a pool thread would be killed when that thread is retired.</remarks>
internal sealed class WorkerLauncher
{
    private static readonly Lazy<WorkerLauncher> LazyShared = new(() => new WorkerLauncher());

    private readonly BlockingCollection<Request> requests = [];

    private WorkerLauncher()
    {
        Thread thread = new(Work) { IsBackground = true, Name = "ProcessIsolate launcher" };
        thread.Start();
    }

    public static WorkerLauncher Shared => LazyShared.Value;

    /// <summary>Starts a process and waits until it is started.</summary>
    public Process Start(ProcessStartInfo startInfo)
    {
        using Request request = new(startInfo);
        requests.Add(request);
        return request.Wait();
    }

    private void Work()
    {
        foreach (Request request in requests.GetConsumingEnumerable())
        {
            request.Execute();
        }
    }

    private sealed class Request(ProcessStartInfo startInfo) : IDisposable
    {
        private readonly ManualResetEventSlim done = new();
        private Process? process;
        private ExceptionDispatchInfo? error;

        public void Execute()
        {
            try
            {
                process = Process.Start(startInfo);
            }
            catch (Exception exception)
            {
                error = ExceptionDispatchInfo.Capture(exception);
            }

            done.Set();
        }

        public Process Wait()
        {
            done.Wait();
            error?.Throw();
            return process ?? throw new WorkerStartException("The system started no process.");
        }

        public void Dispose() => done.Dispose();
    }
}
