using System;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Calls;

/// <content>What a driver does.</content>
internal abstract partial class MapWork<TArgs, TResult>
{
    protected void Drive()
    {
        try
        {
            if (Method.Options.Dedicated)
            {
                DriveDedicated();
                return;
            }

            BatchDriver<TArgs, TResult> driver = new(Dispatcher, Method, BatchFormat<TArgs, TResult>.For(Method, this), this, Terms);
            using (driversGate.Enter())
            {
                drivers.Add(driver);
            }

            try
            {
                driver.Drive();
            }
            finally
            {
                LearntChunk = driver.LearntChunk;
                using (driversGate.Enter())
                {
                    drivers.Remove(driver);
                }
            }
        }
        catch (Exception exception)
        {
            // No worker, no pool, or cancelled: nothing more can be done for any item.
            Errors.Abort(exception);
        }
    }

    private void DriveDedicated()
    {
        ChunkRunner<TArgs, TResult> runner = new(Method, this, new MapClock(KeepsTimes));
        while (TryTake(ChunkSize, out (int Start, int End) range))
        {
            RunChunk(runner, range.Start, range.End);
        }
    }

    private void RunChunk(ChunkRunner<TArgs, TResult> runner, int start, int end)
    {
        CallHistory? history = null;
        while (start < end && !IsStopped(start))
        {
            WorkerProcess worker = Dispatcher.LeaseForItems(Method, Terms);
            int stopped;
            Exception? failure;
            try
            {
                int allowed = Method.Options.Dedicated ? 1 : (int)Math.Max(1, Dispatcher.Options.MaxCallsPerWorker - worker.CallCount);
                stopped = runner.Run(worker, start, Math.Min(end, start + Math.Min(allowed, end - start)), Terms, out failure);
                Dispatcher.Workers.OnLost(failure);
            }
            finally
            {
                Dispatcher.Return(Method, worker);
            }

            history = stopped == start ? history : null;
            start = stopped;
            if (failure is not null
                && CallHistory.Judge(ref history, failure, Terms.RetriesOf(Method.Options, Dispatcher.Workers), Method.Id, Dispatcher.Workers.Watch) is { } final)
            {
                SetError(start++, final, runner.Clock);
                // Of this item alone: the next one has lost no worker yet.
                history = null;
            }

            Token.ThrowIfCancellationRequested();
        }
    }
}
