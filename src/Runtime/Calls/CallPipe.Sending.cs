using System;
using System.Threading;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Calls;

/// <content>Hands requests over to the worker.</content>
internal sealed partial class CallPipe
{
    // A request that may block goes out on a thread of its own, within the call's limits: it is too long for the window, or shared
    // objects travel ahead of it. No call waits behind it.
    private SendOutcome Send(PendingCall call, MessageLane lane, int size, bool sharesMemory)
    {
        if (size > WindowBytes || sharesMemory)
        {
            BlockingThreadPool.Shared.Run(() => SendLong(call, lane), exception => OnSendFault(call, exception));
            return SendOutcome.Continues;
        }

        SendNow(lane);
        return SendOutcome.Sent;
    }

    private void SendLong(PendingCall call, MessageLane lane)
    {
        try
        {
            lane.DeliverShared();
        }
        catch (ConnectionLostException)
        {
            // The send below sees it too, and the reader.
        }
        catch (Exception exception)
        {
            // The caller has disposed of an object since, or there is no memory to map it.
            if (TryWithdraw(call))
            {
                call.Fail(exception);
                pump.OnWritten(this, sent: false);
                return;
            }
        }

        SendNow(lane);
        // The receive loop may have come to the doorbell where this waited for room, and its "I wait" been taken back with
        // this one's: the thread that sees to the answer announces it anew.
        lane.StopWaiting();
        pump.OnWritten(this, sent: true);
    }

    private void OnSendFault(PendingCall call, Exception exception)
    {
        // What was sent of it is not known.
        worker.Blame(exception);
        bool withdrawn = TryWithdraw(call);
        if (withdrawn)
        {
            call.Fail(exception);
        }

        pump.OnWritten(this, sent: !withdrawn);
    }

    // The worker does not know the method's module yet, and tells when it does.
    private SendOutcome SendWithModule(PendingCall call)
    {
        BlockingThreadPool.Shared.Run(
            () =>
            {
                SendOutcome outcome = SendOutcome.NotSent;
                BlockingThreadPool.RunIn(call.Context, () => outcome = Send(call, mayBlock: true));
                if (outcome != SendOutcome.Continues)
                {
                    pump.OnWritten(this, outcome == SendOutcome.Sent);
                }
            },
            exception =>
            {
                // It may not stand in the pipe yet.
                worker.Blame(exception);
                TryWithdraw(call);
                call.Fail(exception);
                pump.OnWritten(this, sent: false);
            });
        return SendOutcome.Continues;
    }

    // Takes a call back of which nothing was sent. False when the worker's end has been seen and settled it.
    private bool TryWithdraw(PendingCall call)
    {
        using (gate.Enter())
        {
            if (!calls.TryPeek(out PendingCall? head) || head != call)
            {
                return false;
            }

            bytes -= calls.Dequeue().Bytes;
            Volatile.Write(ref count, calls.Count);
            worker.Call.End();
            return true;
        }
    }

    // Never throws: it runs on threads that serve other calls too.
    private void SendNow(MessageLane lane)
    {
        try
        {
            lane.Send();
        }
        catch (ConnectionLostException)
        {
            // The reader sees it too.
        }
        catch (Exception)
        {
            // The worker has written nonsense where the ring's positions are. Half a request may stand in it; the reader sees
            // the worker's end.
            worker.Kill();
        }
    }
}
