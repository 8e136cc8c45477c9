using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Calls;

/// <content>Waits for answers, and sees to calls whose answer does not come: behind a slow one, or from a worker that is gone.</content>
internal sealed partial class CallPipe
{
    private readonly List<PendingCall> takenBack = [];

    /// <summary>Spins until something has arrived, or for as long as is worth it.</summary>
    public void SpinForAnswer(long ticks)
    {
        long end = Stopwatch.GetTimestamp() + ticks;
        while (Count > 0 && !IsReady && Stopwatch.GetTimestamp() < end)
        {
            Thread.SpinWait(4);
        }
    }

    /// <summary>Leaves the waiting to the receive loop, which wakes the pump.</summary>
    public void Watch()
    {
        worker.Calls!.WhenArrived(pump.WakeAction);
        Interlocked.MemoryBarrier();
        if (Count == 0)
        {
            // Answered meanwhile, and a synchronous caller may have the worker: no other thread may sleep at its doorbell.
            worker.Calls!.StopWaiting();
        }
    }

    /// <summary>Whether the worker has begun a call behind the one that it runs as far as is known here: that one's answer has arrived.</summary>
    public bool HasMovedOn
    {
        get
        {
            using (gate.Enter())
            {
                return calls.Count > 1 && worker.Calls!.Claims!.HasBegun(calls.ElementAt(1).Number);
            }
        }
    }

    /// <summary>Takes back the calls behind one that has run since the last look; called every few milliseconds.</summary>
    /// <param name="stalled">Receives them, in their order.</param>
    /// <returns>Whether there is a reason to look again.</returns>
    public bool LookForStall(List<PendingCall> stalled)
    {
        using (gate.Enter())
        {
            bool moved = answered != answeredAtLook || !pace.IsSlow;
            answeredAtLook = answered;
            if (calls.Count < 2 || !held || broken)
            {
                return false;
            }

            if (!moved)
            {
                TakeBack(stalled);
            }

            return calls.Count > 1;
        }
    }

    // With the lock held. Behind the call at the head there may be others that have begun, when it is the pump that is held
    // up. A head that has not begun is not slow: the worker does not get to run. Only the reader ever takes the head away.
    private void TakeBack(List<PendingCall> stalled)
    {
        ClaimWord claims = worker.Calls!.Claims!;
        if (!claims.HasBegun(calls.Peek().Number))
        {
            return;
        }

        takenBack.Clear();
        takenBack.AddRange(calls);
        int kept = 1;
        while (kept < takenBack.Count && !claims.TryWithdraw(takenBack[kept].Number, takenBack[^1].Number))
        {
            kept++;
        }

        calls.Clear();
        for (int i = 0; i < takenBack.Count; i++)
        {
            if (i < kept)
            {
                calls.Enqueue(takenBack[i]);
            }
            else
            {
                bytes -= takenBack[i].Bytes;
                stalled.Add(takenBack[i]);
            }
        }

        Volatile.Write(ref count, calls.Count);
    }

    // The worker is gone or out of step. The first call is the one it ran, if it has begun; the others go elsewhere.
    private int Break(Exception exception)
    {
        List<PendingCall> behind;
        PendingCall? head;
        bool begun = false;
        StopReason reason = StopReason.None;
        using (gate.Enter())
        {
            broken = true;
            if (calls.TryDequeue(out head))
            {
                begun = worker.Calls!.Claims!.HasBegun(head.Number);
                reason = worker.Call.End();
            }

            behind = [.. calls];
            calls.Clear();
            bytes = 0;
            Volatile.Write(ref count, 0);
        }

        if (head is null)
        {
            worker.Kill();
            return 0;
        }

        pump.Workers.Places.WaitAgain(behind);
        // Describing a death waits for the process and its stderr.
        BlockingThreadPool.Shared.Run(
            () =>
            {
                Exception explained = WorkerCaller.Explain(worker, head.Method, exception, reason, head.Terms, 0, begun);
                worker.Kill();
                Lose(head, explained);
            },
            fault => Lose(head, fault));
        return behind.Count;
    }

    private void Lose(PendingCall call, Exception failure)
    {
        call.OnWorkerLost(failure);
        pump.Workers.Places.Free(this, 1);
    }
}
