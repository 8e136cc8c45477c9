using System;
using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Threading;
using ProcessIsolate.Platform;

namespace ProcessIsolate.Workers;

/// <summary>Starts every worker process, on one thread that lives as long as the host.</summary>
/// <remarks>The thread matters: on Linux a child's parent-death signal is tied to the thread that started it. A worker
/// started by a pool thread would be killed when that thread is retired.</remarks>
internal sealed class WorkerLauncher
{
    private readonly BlockingCollection<Request> requests = [];
    private readonly object gate = new();
    private bool started;

    public static WorkerLauncher Shared { get; } = new();

    /// <summary>Starts a process and waits until it is started.</summary>
    /// <exception cref="WorkerStartException">The system does not start it, or gives no thread to do so.</exception>
    public ChildProcess Start(ChildCommand command)
    {
        Prepare();
        using Request request = new(command);
        requests.Add(request);
        return request.Wait();
    }

    private void Prepare()
    {
        lock (gate)
        {
            if (started)
            {
                return;
            }

            try
            {
                LibraryThread.Start(ThreadRole.Launcher, "ProcessIsolate launcher", Work, _ => Work());
                started = true;
            }
            catch (ThreadRefusedException exception)
            {
                throw new WorkerStartException("No worker could be started: " + exception.Message, exception);
            }
        }
    }

    private void Work()
    {
        foreach (Request request in requests.GetConsumingEnumerable())
        {
            LibraryThread.Guard(ThreadRole.Launcher, request.Execute, request.Fail);
        }
    }

    private sealed class Request(ChildCommand command) : IDisposable
    {
        private readonly ManualResetEventSlim done = new();
        private ChildProcess? process;
        private ExceptionDispatchInfo? error;

        public void Execute()
        {
            process = ChildProcess.Start(command);
            done.Set();
        }

        public void Fail(Exception exception)
        {
            error = ExceptionDispatchInfo.Capture(exception);
            done.Set();
        }

        public ChildProcess Wait()
        {
            done.Wait();
            error?.Throw();
            return process!;
        }

        public void Dispose() => done.Dispose();
    }
}
