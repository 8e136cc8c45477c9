using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Text.Json;
using System.Threading;
using Microsoft.Win32.SafeHandles;
using ProcessIsolate.Rpc;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Sharing;

/// <summary>A worker's way to speak with its host about shared segments: the control lane.</summary>
internal sealed class SegmentClient(Connection connection, object sendLock)
{
    // A host that reads answers within microseconds. Over the stream it reads only while a call runs; what is sent between
    // two calls then goes on with a name that nothing keeps alive but this process.
    private static readonly TimeSpan KnownLimit = TimeSpan.FromSeconds(5);

    // A call that never ends may receive any number of objects.
    private const int MaxUnlooked = 32;

    private readonly ReleasedObjects released = new();

    // Segments that came and were not opened. Guarded by the table's gate.
    private readonly List<SegmentEntry> unopened = [];

    private int unopenedCount;

    // Made with the first message: most workers share nothing.
    private JsonRpcWriter? lazyWriter;

    private JsonRpcWriter Writer => lazyWriter ??= new JsonRpcWriter(MessageLimits.Default);

    /// <summary>Messages for the host that are not sent yet.</summary>
    public SegmentOutbox Outbox { get; } = new();

    /// <summary>Sends what the outbox has. What was there before the call is sent when it returns.</summary>
    public void Flush()
    {
        try
        {
            lock (sendLock)
            {
                while (Outbox.TrySendOne(connection, Writer))
                {
                    // Until nothing is left.
                }
            }
        }
        catch (ConnectionLostException)
        {
            // The host is gone, and all it held with it. The next read ends this process.
            Outbox.Close();
        }
    }

    /// <summary>Windows: waits until the host has a handle of its own. A name goes with the last handle, so no object of the
    /// segment is sent, and this process does not let go of it, before.</summary>
    public void WaitUntilKnown(SegmentEntry entry)
    {
        if (!OperatingSystem.IsWindows())
        {
            return;
        }

        object gate = SegmentRegistry.Shared.Gate;
        long begun = Stopwatch.GetTimestamp();
        lock (gate)
        {
            TimeSpan left = KnownLimit;
            while (!entry.IsAcknowledged && left > TimeSpan.Zero && Monitor.Wait(gate, left))
            {
                left = KnownLimit - Stopwatch.GetElapsedTime(begun);
            }
        }
    }

    /// <summary>Sees to a notification about segments.</summary>
    /// <returns>False when it is about something else.</returns>
    public bool OnNotification(in JsonRpcMessage message)
    {
        SegmentWord word = SegmentMessages.Parse(message.Method.Span);
        if (word == SegmentWord.None)
        {
            return false;
        }

        JsonElement parameters = ProtocolNames.Parse(message.Params);
        Guid id = SegmentMessages.ReadId(parameters);
        if (word == SegmentWord.Segment)
        {
            Accept(id, parameters);
        }
        else
        {
            OnWord(word, id);
        }

        SegmentRegistry.Shared.CleanUp();
        released.Collect(evenIfFew: word == SegmentWord.LetGo && SegmentMessages.ReadNow(parameters));
        return true;
    }

    /// <summary>Main thread: a call has ended.</summary>
    /// <remarks>Drops what came for it and was not opened. What comes for the next one may be among it, since the two lanes are not in
    /// step; so only what has seen a whole call is dropped, and the next request asks for what it misses.</remarks>
    public void OnCallEnded()
    {
        StaleAddresses.ReplaceAll();
        if (Volatile.Read(ref unopenedCount) == 0)
        {
            return;
        }

        SegmentRegistry table = SegmentRegistry.Shared;
        lock (table.Gate)
        {
            for (int i = unopened.Count - 1; i >= 0; i--)
            {
                SegmentEntry entry = unopened[i];
                if (entry.IsHeld)
                {
                    unopened.RemoveAt(i);
                }
                else if (entry.IsLeftOver)
                {
                    // Takes it out of the list, too.
                    table.Settle(entry);
                }

                entry.IsLeftOver = true;
            }

            Volatile.Write(ref unopenedCount, unopened.Count);
        }

        table.CleanUp();
    }

    /// <summary>Gate held: a segment is not known here any more.</summary>
    public void OnRemoved(SegmentEntry entry)
    {
        released.Remove(entry);
        if (unopened.Remove(entry))
        {
            Volatile.Write(ref unopenedCount, unopened.Count);
        }
    }

    private void Accept(Guid id, JsonElement parameters)
    {
        using SafeFileHandle? descriptor = connection.TakeDescriptor();
        (SharedKind kind, long size) = SegmentMessages.ReadKind(parameters);
        if (SegmentMessages.Open(parameters, size, descriptor) is not { } segment)
        {
            return;
        }

        SegmentRegistry table = SegmentRegistry.Shared;
        lock (table.Gate)
        {
            if (!table.Entries.ContainsKey(id))
            {
                SegmentEntry entry = new(id, kind, segment) { IsKnownUpstream = true, IsAcknowledged = true };
                table.Add(entry);
                foreach (SegmentSession asker in table.Asks.OnArrived(id))
                {
                    asker.Give(entry);
                }

                if (unopened.Count >= MaxUnlooked)
                {
                    unopened.RemoveAll(static other => other.IsHeld);
                }

                unopened.Add(entry);
                Volatile.Write(ref unopenedCount, unopened.Count);
                return;
            }
        }

        segment.Dispose();
    }

    private void OnWord(SegmentWord word, Guid id)
    {
        SegmentRegistry table = SegmentRegistry.Shared;
        lock (table.Gate)
        {
            SegmentEntry? entry = table.Entries.GetValueOrDefault(id);
            switch (word)
            {
                case SegmentWord.Unknown:
                    foreach (SegmentSession asker in table.Asks.OnUnknown(id))
                    {
                        asker.Outbox.Post(SegmentWord.Unknown, id);
                        table.NoteMail(asker);
                    }

                    break;
                case SegmentWord.Known when entry is not null:
                    entry.IsAcknowledged = true;
                    break;
                case SegmentWord.LetGo when entry is not null:
                    entry.IsLetGoUpstream = true;
                    released.Add(entry);
                    table.Settle(entry);
                    break;
            }

            Monitor.PulseAll(table.Gate);
        }
    }
}
