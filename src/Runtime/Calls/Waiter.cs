using System;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Scheduling;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Calls;

/// <summary>A call that waits for a worker; it stands in a <see cref="WaiterQueue"/>.</summary>
internal abstract class Waiter
{
    private QueuePlace? place;

    /// <summary>When it first stood in a queue, in ticks of the stopwatch; 0 before.</summary>
    public long Since { get; set; }

    /// <summary>What waits, for messages: a method, or a lease.</summary>
    public abstract string What { get; }

    /// <summary>Where it stands in a queue; made when it first does.</summary>
    public QueuePlace Place => place ??= new QueuePlace(this, QueueTerms);

    /// <summary>How it waits.</summary>
    protected abstract QueueTerms QueueTerms { get; }

    /// <summary>It waits for another try: its time to wait begins anew.</summary>
    public void LeavePlace()
    {
        place = null;
        Since = 0;
    }

    /// <summary>Hands a leased worker over. Called with the set's lock held: runs nothing of the waiter's.</summary>
    public abstract void Give(WorkerProcess worker);

    /// <summary>There will be no worker.</summary>
    public abstract void Fail(Exception exception);
}

/// <summary>A caller that waits for a worker and blocks its thread meanwhile.</summary>
internal sealed class BlockedCaller(string what, QueueTerms terms) : Waiter
{
    // Completed while the set's lock is held, hence never with the waiter's code inside.
    private readonly TaskCompletionSource<WorkerProcess> source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override string What => what;

    protected override QueueTerms QueueTerms => terms;

    public override void Give(WorkerProcess worker) => source.SetResult(worker);

    public override void Fail(Exception exception) => source.SetException(exception);

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

    // Cancelled in the same moment in which a worker was handed over: the worker goes back.
    private void GiveUp(WorkerSet set)
    {
        if (!set.Forget(this) && source.Task.IsCompletedSuccessfully)
        {
            set.Return(source.Task.Result);
        }
    }
}
