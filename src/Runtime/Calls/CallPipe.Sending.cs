using System;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Calls;

/// <content>Hands requests over to the worker.</content>
internal sealed partial class CallPipe
{
    private SendOutcome Send(MessageLane lane, int size)
    {
        if (size > WindowBytes)
        {
            // It may block, and nobody waits behind it.
            SpareThreads.Shared.Run(() => SendLong(lane));
            return SendOutcome.Continues;
        }

        SendNow(lane);
        return SendOutcome.Sent;
    }

    private void SendLong(MessageLane lane)
    {
        try
        {
            SendNow(lane);
        }
        finally
        {
            // The receive loop may have come to the doorbell where this waited for room, and its "I wait" been taken back with
            // this one's: whoever sees to the answer announces it anew.
            lane.StopWaiting();
            pump.OnWritten(this, sent: true);
        }
    }

    // Never throws: it runs on threads that have nobody to tell.
    private void SendNow(MessageLane lane)
    {
        try
        {
            lane.Send();
        }
        catch (ConnectionLostException)
        {
            // Whoever reads sees it too.
        }
        catch (Exception)
        {
            // The worker has written nonsense where the ring's positions are. Half a request may stand in it; whoever reads sees
            // the worker's end.
            worker.Kill();
        }
    }
}
