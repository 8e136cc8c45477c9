using System;
using System.Collections.Generic;
using System.Threading;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Rpc;
using ProcessIsolate.Values;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Calls;

/// <summary>Runs consecutive items of a map on one worker, sending ahead while earlier items run.</summary>
/// <remarks>Every item is a request of its own, and the worker answers each before it starts the next: when it dies, the
/// first item without an answer is the one that ran, and those behind it never started.</remarks>
internal sealed class ChunkRunner<TArgs, TResult>(RemoteMethod<TArgs, TResult> method, IMapItems<TArgs, TResult> items, MapClock clock)
    where TArgs : struct
{
    // Bytes on their way at most: well below what a socket buffers, so that neither side can block in a send while the
    // other one does.
    private const int WindowBytes = 32 * 1024;
    private const int WindowRequests = 64;

    private readonly Queue<(long Id, int Index, int Bytes)> inFlight = new();
    private int bytesInFlight;

    // Nothing is sent ahead before the worker's first answer: one that died while it was idle is found out with a single
    // request on its way, of which it is certain that it never began.
    private bool alive;

    public MapClock Clock => clock;

    /// <summary>Runs the items from <paramref name="start"/> up to <paramref name="end"/>.</summary>
    /// <param name="worker">The worker, leased by the caller.</param>
    /// <param name="start">The first item.</param>
    /// <param name="end">The item after the last.</param>
    /// <param name="terms">What bounds each item.</param>
    /// <param name="failure">What ended the worker.</param>
    /// <returns>The item without an outcome that the worker died with; <paramref name="end"/> when it lives.</returns>
    public int Run(WorkerProcess worker, int start, int end, in CallLimits terms, out Exception? failure)
    {
        failure = null;
        inFlight.Clear();
        bytesInFlight = 0;
        alive = false;
        clock.ProcessId = worker.ProcessId;
        int notificationsBefore = worker.Lane!.NotificationsSent;
        int next = start;
        using CancellationTokenRegistration registration = worker.StopAnyOnCancel(terms.Token);
        try
        {
            using LaneUse hold = LaneUse.Take(worker, method);
            while ((next < end && !items.IsStopped(next)) || inFlight.Count > 0)
            {
                if (next < end && !items.IsStopped(next) && inFlight.Count < (alive ? WindowRequests : 1) && !terms.Token.IsCancellationRequested)
                {
                    Send(worker, next++, terms);
                }
                else if (inFlight.Count > 0)
                {
                    ReceiveOne(worker, terms);
                }
                else
                {
                    terms.Token.ThrowIfCancellationRequested();
                }
            }

            return end;
        }
        catch (Exception exception) when (WorkerCaller.IsFatal(exception))
        {
            int victim = inFlight.TryPeek(out (long Id, int Index, int Bytes) head) ? head.Index : next - 1;
            failure = WorkerCaller.Explain(worker, method, exception, worker.Call.End(), terms, notificationsBefore);
            if (failure is CallNotStartedException unread && inFlight.Count > 1)
            {
                // "Unread" may speak of a later request; the first one may well have begun.
                failure = unread.Crash;
            }

            return victim;
        }
        catch (CallNotStartedException exception)
        {
            // The worker died before anything was sent to it, or before it knew the method's module.
            failure = exception;
            return Math.Max(start, next - 1);
        }
        catch (Exception) when (inFlight.Count > 0)
        {
            // Its answers would reach the worker's next caller.
            worker.Kill();
            throw;
        }
        finally
        {
            worker.Call.End();
        }
    }

    private void Send(WorkerProcess worker, int index, in CallLimits terms)
    {
        long id = worker.Prepare(method, terms);
        ICallLane lane = worker.Calls!;
        int bytes;
        try
        {
            ArgumentWriter writer = lane.BeginRequest(id, method, CallHeaders.Capture(worker.Culture, worker.UICulture));
            writer.TokensAreLive = true;
            method.WriteArguments(writer, items.GetArguments(index));
            items.KeepSent(index, writer);
            bytes = lane.EndRequest();
        }
        catch (Exception exception)
        {
            items.SetError(index, exception, MapClock.OfUnbegun);
            return;
        }

        while (inFlight.Count > 0 && bytesInFlight + bytes > WindowBytes)
        {
            ReceiveOne(worker, terms);
        }

        inFlight.Enqueue((id, index, bytes));
        bytesInFlight += bytes;
        if (inFlight.Count == 1)
        {
            worker.Activity.Begin(method);
            clock.Start();
            worker.Call.Begin(id, terms).Send();
        }

        lane.Send();
    }

    private void ReceiveOne(WorkerProcess worker, in CallLimits terms)
    {
        (long id, int index, int bytes) = inFlight.Peek();
        if (terms.Token.IsCancellationRequested)
        {
            worker.Call.Stop(id, StopReason.Cancelled).Send();
        }

        JsonRpcMessage response = worker.Calls!.Receive(id);
        alive = true;
        try
        {
            items.SetResult(index, WorkerCaller.ReadResponse(worker, method, response, terms, items.GetSent(index)), clock);
        }
        catch (Exception exception) when (!WorkerCaller.IsFatal(exception))
        {
            items.SetError(index, exception, clock);
        }

        // Only now: a worker that dies while its answer is being read has left this item without an outcome.
        inFlight.Dequeue();
        bytesInFlight -= bytes;
        worker.Activity.End(-1);
        if (inFlight.TryPeek(out (long Id, int Index, int Bytes) head))
        {
            worker.Activity.Begin(method);
            worker.Call.Begin(head.Id, terms).Send();
        }
    }
}

/// <summary>Where a map's arguments come from and its outcomes go.</summary>
internal interface IMapItems<TArgs, TResult>
{
    TArgs GetArguments(int index);

    /// <summary>Keeps the objects of an item that was written, where the method gives some back.</summary>
    void KeepSent(int index, ArgumentWriter writer);

    SentObjects? GetSent(int index);

    void SetResult(int index, TResult result, MapClock clock);

    void SetError(int index, Exception exception, MapClock clock);

    /// <summary>Whether an item that has not begun is not to.</summary>
    bool IsStopped(int index);
}
