using System;
using System.Threading;
using ProcessIsolate.Rpc;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Workers;

/// <summary>Receives a worker's calls from shared memory on the main thread, while the control lane is read by the other
/// thread; brings the two together.</summary>
internal sealed class RingInbox
{
    private readonly WorkerInbox control;
    private readonly RingConnection rings;
    private readonly FrameReader frames;
    private readonly int maxJsonDepth;
    private bool running;

    public RingInbox(WorkerInbox control, RingConnection rings, int maxJsonDepth)
    {
        this.control = control;
        this.rings = rings;
        this.maxJsonDepth = maxJsonDepth;
        frames = new FrameReader(rings, Array.MaxLength);
        control.LeaveToControlReader(OnControl);
    }

    /// <summary>Main thread: waits for the next request or <c>exit</c>; valid until the call begins.</summary>
    /// <returns>False when the host is gone.</returns>
    public bool TryTake(out JsonRpcMessage message)
    {
        Volatile.Write(ref running, false);
        // The flag is down before the queue is looked at, and the other thread fills the queue before it looks at the
        // flag: the end of the host is seen by one of them.
        Interlocked.MemoryBarrier();
        if (control.TryFetch(out message, out bool hostGone))
        {
            return true;
        }

        if (!hostGone && TryRead(out message))
        {
            Volatile.Write(ref running, true);
            return true;
        }

        return control.TryFetch(out message, out _);
    }

    private bool TryRead(out JsonRpcMessage message)
    {
        message = default;
        try
        {
            ReadOnlyMemory<byte> body;
            do
            {
                if (!frames.TryRead(out body))
                {
                    return false;
                }
            }
            while (!rings.Claims.TryBegin());

            message = JsonRpcReader.Parse(body, maxJsonDepth, frames);
            return true;
        }
        catch (Exception exception) when (exception is ConnectionLostException or InvalidMessageException or IncomingTooLargeException)
        {
            if (exception is not ConnectionLostException)
            {
                Console.Error.WriteLine("A worker received an invalid message and leaves: " + exception.Message);
            }

            return false;
        }
    }

    // A request to leave, or the host's end. Nothing else comes this way: modules are loaded through the call lane.
    private void OnControl(bool hostGone)
    {
        Interlocked.MemoryBarrier();
        if (hostGone && Volatile.Read(ref running))
        {
            HostWatch.KillSelf();
        }

        rings.Abort();
    }
}
