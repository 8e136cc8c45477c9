using System;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Calls;

/// <summary>A caller that waits for a worker.</summary>
internal sealed class Waiter
{
    // Completed while the set's lock is held, hence never with the waiter's code inside.
    private readonly TaskCompletionSource<WorkerProcess> source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Give(WorkerProcess worker) => source.SetResult(worker);

    public void Fail(Exception exception) => source.SetException(exception);

    public WorkerProcess Wait(WorkerSet set, CancellationToken token)
    {
        if (token.CanBeCanceled)
        {
            try
            {
                source.Task.Wait(token);
            }
            catch (OperationCanceledException) when (token.IsCancellationRequested)
            {
                GiveUp(set);
                throw;
            }
            catch (AggregateException)
            {
                // Thrown unwrapped below.
            }
        }

        return source.Task.GetAwaiter().GetResult();
    }

    public async Task<WorkerProcess> WaitAsync(WorkerSet set, CancellationToken token)
    {
        try
        {
            return await source.Task.WaitAsync(token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            GiveUp(set);
            throw;
        }
    }

    // Cancelled in the same moment in which a worker was handed over: the worker goes back.
    private void GiveUp(WorkerSet set)
    {
        if (!set.Forget(this) && source.Task.IsCompletedSuccessfully)
        {
            set.Return(source.Task.Result);
        }
    }
}
