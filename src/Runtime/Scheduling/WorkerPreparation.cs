using System;
using System.Threading;
using ProcessIsolate.Calls;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Scheduling;

/// <summary>Runs the pool's initializer in a new worker, before any call.</summary>
internal static class WorkerPreparation
{
    /// <exception cref="WorkerStartException">It threw, or ended its worker.</exception>
    public static void Run(WorkerProcess worker, ProcessPoolOptions options)
    {
        if (options.Initializer is not { } initializer)
        {
            return;
        }

        try
        {
            initializer.Run(worker, new CallLimits(options.StartTimeout, TimeSpan.Zero, CancellationToken.None));
        }
        catch (OperationCanceledException) when (worker.IsTerminated)
        {
            throw;
        }
        catch (Exception exception)
        {
            Exception cause = (exception as CallNotStartedException)?.Crash ?? exception;
            throw new WorkerStartException($"The initializer {initializer.Method.Id} failed: {cause.Message}", cause);
        }

        // It is none of the calls.
        worker.CallCount = 0;
    }
}
