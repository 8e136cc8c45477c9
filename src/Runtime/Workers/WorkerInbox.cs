using System;
using System.Collections.Generic;
using System.Threading;
using ProcessIsolate.Platform;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Workers;

/// <summary>
/// Receives a worker's messages. The main thread reads them itself and runs each call where it read it, so a short call
/// costs no thread switch. While a call lasts, a second thread takes over the reading, so that a cancellation, or the end
/// of the host, is seen although the main thread computes.
/// </summary>
/// <remarks>
/// Exactly one thread reads at a time; <c>reader</c> says which, and changes only under <c>gate</c>. The second thread
/// ("control reader") looks every few milliseconds whether the same call is still running, and sleeps without a time limit once
/// no calls come: an idle worker uses no CPU, and a hot one pays nothing per call for it.
/// </remarks>
internal sealed class WorkerInbox
{
    private const int LookIntervalMilliseconds = 5;
    private const int LooksBeforeSleep = 20;

    private readonly object gate = new();
    private readonly Queue<Queued> queue = new();
    private readonly FrameReader frames;
    private readonly int maxJsonDepth;
    private readonly Action<JsonRpcMessage> onNotification;
    private readonly Action onHostGone;
    private Action<bool>? onQueued;

    private Reader reader;
    private bool mainRuns;
    private bool mainWaits;
    private bool controlReaderSleeps;
    private bool ended;
    private long callNumber;

    /// <param name="frames">Where messages come from.</param>
    /// <param name="maxJsonDepth">The nesting allowed.</param>
    /// <param name="onNotification">Called on the reading thread for everything but requests and <c>exit</c>.</param>
    /// <param name="onHostGone">Called when the host's end is seen while a call runs.</param>
    public WorkerInbox(FrameReader frames, int maxJsonDepth, Action<JsonRpcMessage> onNotification, Action onHostGone)
    {
        this.frames = frames;
        this.maxJsonDepth = maxJsonDepth;
        this.onNotification = onNotification;
        this.onHostGone = onHostGone;
        LibraryThread.Start(ThreadRole.WorkerRead, "ProcessIsolate control", ReadControl, OnControlReaderFailed);
    }

    private enum Reader
    {
        None,
        Main,
        Control,
    }

    /// <summary>Main thread: waits for the next request or <c>exit</c>; valid until <see cref="LetGo"/>.</summary>
    /// <returns>False when the host is gone.</returns>
    public bool TryTake(out JsonRpcMessage message)
    {
        if (!BecomeReader(out message))
        {
            return message.Body.Length > 0;
        }

        while (TryReadMessage(out message))
        {
            if (!IsForMain(message))
            {
                onNotification(message);
                continue;
            }

            return true;
        }

        return false;
    }

    /// <summary>Main thread: the message is not needed any more and what it asks for runs from here on; the other thread
    /// may read, into the memory the message stood in.</summary>
    public void LetGo()
    {
        lock (gate)
        {
            if (reader == Reader.Main)
            {
                reader = Reader.None;
            }

            mainRuns = true;
            callNumber++;
            if (controlReaderSleeps)
            {
                Monitor.PulseAll(gate);
            }
        }
    }

    /// <summary>Main thread: calls come another way from here on. The second thread reads here all the time; requests and
    /// the host's end (true) are reported through <paramref name="whenQueued"/>, requests fetched with <see cref="TryFetch"/>.</summary>
    public void LeaveToControlReader(Action<bool> whenQueued)
    {
        lock (gate)
        {
            onQueued = whenQueued;
        }

        LetGo();
    }

    /// <summary>Main thread: a message the second thread has read, if there is one.</summary>
    /// <param name="message">The message.</param>
    /// <param name="hostGone">Whether none will come any more.</param>
    public bool TryFetch(out JsonRpcMessage message, out bool hostGone)
    {
        lock (gate)
        {
            hostGone = ended;
            return TryDequeue(out message);
        }
    }

    // Returns false when there is nothing to read for: a message was queued, or the host is gone.
    private bool BecomeReader(out JsonRpcMessage queued)
    {
        lock (gate)
        {
            mainRuns = false;
            while (true)
            {
                if (TryDequeue(out queued))
                {
                    return false;
                }

                if (ended)
                {
                    return false;
                }

                if (reader != Reader.Control)
                {
                    reader = Reader.Main;
                    return true;
                }

                // The control reader is inside a read and cannot be called back; it hands over what it gets.
                mainWaits = true;
                Monitor.Wait(gate);
                mainWaits = false;
            }
        }
    }

    private void ReadControl()
    {
        while (WaitForLongCall())
        {
            while (TryReadMessage(out JsonRpcMessage message))
            {
                if (!IsForMain(message))
                {
                    onNotification(message);
                }
                else if (HandOver(message.Detach(maxJsonDepth)))
                {
                    break;
                }
            }

            if (HasEnded())
            {
                return;
            }
        }
    }

    // Takes the reader's place once one call has run from one look to the next.
    private bool WaitForLongCall()
    {
        lock (gate)
        {
            long seen = -1;
            for (int looks = 0; !ended; looks = mainRuns ? 0 : looks + 1)
            {
                if (mainRuns && reader == Reader.None && seen == callNumber)
                {
                    reader = Reader.Control;
                    return true;
                }

                seen = mainRuns ? callNumber : -1;
                controlReaderSleeps = looks >= LooksBeforeSleep;
                Monitor.Wait(gate, controlReaderSleeps ? Timeout.Infinite : LookIntervalMilliseconds);
                controlReaderSleeps = false;
            }

            return false;
        }
    }

    // Returns true when the main thread was waiting: the reading is its own again.
    private bool HandOver(JsonRpcMessage message)
    {
        lock (gate)
        {
            queue.Enqueue(new Queued(message));
            onQueued?.Invoke(false);
            if (!mainWaits)
            {
                return false;
            }

            reader = Reader.None;
            Monitor.PulseAll(gate);
            return true;
        }
    }

    private bool TryReadMessage(out JsonRpcMessage message)
    {
        message = default;
        try
        {
            if (frames.TryRead(out ReadOnlyMemory<byte> body))
            {
                message = JsonRpcReader.Parse(body, maxJsonDepth, frames);
                return true;
            }
        }
        catch (Exception exception) when (exception is ConnectionLostException or InvalidMessageException or IncomingTooLargeException)
        {
            // Out of step with the host there is no way on; the host sees the end and says what it was.
            if (exception is not ConnectionLostException)
            {
                Console.Error.WriteLine("A worker received an invalid message and leaves: " + exception.Message);
            }
        }

        End();
        return false;
    }

    // No thread reads any more: a worker that cannot hear its host is of no use.
    private void OnControlReaderFailed(Exception exception)
    {
        Console.Error.WriteLine("A worker's reading thread failed, and the worker leaves: " + exception);
        End();
    }

    private void End()
    {
        bool running;
        lock (gate)
        {
            ended = true;
            running = mainRuns;
            Monitor.PulseAll(gate);
        }

        if (onQueued is not null)
        {
            onQueued(true);
        }
        else if (running)
        {
            onHostGone();
        }
    }

    private bool HasEnded()
    {
        lock (gate)
        {
            return ended;
        }
    }

    private bool TryDequeue(out JsonRpcMessage message)
    {
        bool found = queue.TryDequeue(out Queued? first);
        message = first?.Message ?? default;
        return found;
    }

    private static bool IsForMain(in JsonRpcMessage message) =>
        message.Kind == MessageKind.Request
        || (message.Kind == MessageKind.Notification && message.Method.Span.SequenceEqual(ProtocolNames.Exit));

    // A class: a queue of structs is code of its own, compiled anew in every worker before it is ready.
    private sealed class Queued(JsonRpcMessage message)
    {
        public JsonRpcMessage Message { get; } = message;
    }
}
