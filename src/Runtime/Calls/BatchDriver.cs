using System;
using System.Collections.Generic;
using System.Threading;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Calls;

/// <summary>Takes items of a map to one worker after another, many in one request: a batch.</summary>
/// <remarks>
/// The worker hands over a record for each item before it starts the next: when it dies, the first item without one is the
/// one that ran, and those behind it go to another worker. Two batches are on their way once it has answered, the second
/// less than a ring or a socket holds: a send never blocks while the worker waits for room for its records. The second keeps
/// the worker from waiting. Over shared memory a driver that has run out of items takes it away. The stream cannot,
/// so there it is sent only while batches are short.
/// </remarks>
internal sealed partial class BatchDriver<TArgs, TResult>(
    CallDispatcher dispatcher, RemoteMethod<TArgs, TResult> method, BatchFormat<TArgs, TResult> format, MapWork<TArgs, TResult> map, CallLimits terms)
    where TArgs : struct
{
    // Taken from the map and not sent; the top is next.
    private readonly Stack<(int Start, int End)> pending = new();
    private readonly SentBatches sent = new();
    private readonly BatchSize size = new(map.FixedChunkSize, format.ItemBytes, dispatcher.Options.MaxMessageBytes)
    {
        Next = map.FixedChunkSize ?? map.LearntChunk,
    };

    // A request that is written, and waits because it is large and another one is on its way.
    private SentBatch? staged;
    private bool isStagedLarge;

    // The worker rings late, so an item may have begun that much later than it seems here.
    private readonly CallLimits lateTerms = terms.Limit == Timeout.InfiniteTimeSpan
        ? terms : terms with { Limit = terms.Limit + TimeSpan.FromMilliseconds(10) };

    private readonly MapClock clock = new(map.KeepsTimes);
    private ChunkRunner<TArgs, TResult>? singles;
    private long lastVictim = -1;
    private CallHistory? history;

    // Whether the worker at hand has answered.
    private bool served;

    // Whether the worker at hand was asked to leave out what it has not begun.
    private bool askedToStop;

    // Whether the worker at hand has no shared memory.
    private bool streams;

    public void Drive()
    {
        bool terminated = false;
        while (HasWork(mayTakeAway: true))
        {
            if (terminated)
            {
                // With the pool: there will be no other worker.
                throw WorkerCaller.Terminated();
            }

            WorkerProcess worker = dispatcher.LeaseForItems(method, terms);
            Exception? failure;
            clock.ProcessId = worker.ProcessId;
            try
            {
                int allowed = (int)Math.Max(1, dispatcher.Options.MaxCallsPerWorker - worker.CallCount);
                failure = worker.TakesBatches ? Run(worker, allowed) : RunSingly(worker, allowed);
                dispatcher.Workers.OnLost(failure);
            }
            finally
            {
                dispatcher.Return(method, worker);
            }

            terminated = worker.IsTerminated;
            if (failure is not null)
            {
                // Also of a map that is cancelled: the item that ran says where.
                SettleVictim(failure);
            }

            terms.Token.ThrowIfCancellationRequested();
        }
    }

    /// <summary>How many items were last worth taking at a time.</summary>
    public int LearntChunk => size.Next;

    /// <summary>Gives away the batch that waits at the worker, if it has not begun.</summary>
    public bool TryGiveAway(out (int Start, int End) range) => sent.TryTakeAway(out range);

    private bool HasWork(bool mayTakeAway)
    {
        while (pending.Count > 0)
        {
            if (!map.IsStopped(pending.Peek().Start))
            {
                return true;
            }

            // Left without an outcome: the map says why.
            pending.Pop();
        }

        if (!map.TryTake(size.Next, out (int Start, int End) range) && !(mayTakeAway && map.TryTakeAway(this, out range)))
        {
            return false;
        }

        pending.Push(range);
        return true;
    }

    // The first pending item is the one the worker died with.
    private void SettleVictim(Exception failure)
    {
        (int victim, int end) = pending.Pop();
        if (map.IndexOf(victim) != lastVictim)
        {
            lastVictim = map.IndexOf(victim);
            history = null;
        }

        if (CallHistory.Judge(ref history, failure, terms.RetriesOf(method.Options, dispatcher.Workers), method.Id, dispatcher.Workers.Watch) is not { } final)
        {
            pending.Push((victim, end));
            return;
        }

        if (victim + 1 < end)
        {
            pending.Push((victim + 1, end));
        }

        map.SetError(victim, final, clock);
    }

    // A worker that takes no batches: each item is a request of its own.
    private Exception? RunSingly(WorkerProcess worker, int allowed)
    {
        singles ??= new ChunkRunner<TArgs, TResult>(method, map, clock);
        (int start, int end) = pending.Pop();
        size.Next = map.ChunkSize;
        int stopped = singles.Run(worker, start, Math.Min(end, (int)Math.Min(int.MaxValue, (long)start + allowed)), terms, out Exception? failure);
        if (stopped < end)
        {
            pending.Push((stopped, end));
        }

        return failure;
    }

    /// <returns>What ended the worker; null when it is to be given back.</returns>
    private Exception? Run(WorkerProcess worker, int allowed)
    {
        served = false;
        askedToStop = false;
        streams = !worker.HasRings;
        if (!sent.TryOpen(worker.Calls!))
        {
            return new CallNotStartedException(worker.DescribeCrash(method.Id));
        }

        int notificationsBefore = worker.Lane!.NotificationsSent;
        using CancellationTokenRegistration registration = worker.StopAnyOnCancel(terms.Token);
        try
        {
            while (true)
            {
                bool goesOn = staged is null && !(served && dispatcher.Workers.Replacement.GetsNoCalls(worker)) && MaySend(allowed) && HasWork(mayTakeAway: sent.Count == 0);
                if (goesOn)
                {
                    allowed -= Stage(worker, allowed);
                }

                if (staged is not null && (sent.Count == 0 || !isStagedLarge))
                {
                    SendStaged(worker);
                }
                else if (sent.Count > 0)
                {
                    Receive(worker);
                }
                else if (!goesOn)
                {
                    return null;
                }
            }
        }
        catch (Exception exception) when (WorkerCaller.IsFatal(exception))
        {
            Exception failure = WorkerCaller.Explain(
                worker, method, exception, worker.Call.End(), terms, notificationsBefore, sent.HasHeadBegun());
            TakeBack();
            return failure;
        }
        catch (CallNotStartedException exception)
        {
            TakeBack();
            return exception;
        }
        catch (Exception) when (sent.Count > 0)
        {
            // Its records would reach the worker's next caller.
            worker.Kill();
            throw;
        }
        finally
        {
            worker.Call.End();
            worker.CallCount -= sent.Close();
        }
    }
}
