using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using ProcessIsolate.Calls;
using ProcessIsolate.Platform;

namespace ProcessIsolate.Logging;

/// <summary>Brings the events of one pool, and the lines of its workers, to the user's loggers: in order, on a thread of the library's.</summary>
/// <remarks>A logger may block or throw: that holds up or loses only what is logged here. What waits is bounded.</remarks>
internal sealed class PoolLog
{
    // Above this, no more is read from living workers while the logger moves on.
    private const int Full = 256 * 1024;

    // What dead workers have left to say may come on top. What is beyond is lost.
    private const int Most = 4 * 1024 * 1024;

    // A guess for what an event keeps alive.
    private const int EventBytes = 1024;

    // What a block of lines keeps alive beside its text.
    private const int BlockBytes = 256;

    // A logger that needs so long for one event holds up no worker any more.
    private static readonly TimeSpan Stalled = TimeSpan.FromSeconds(1);

    private readonly RankedLock gate = new(LockRank.Events);
    private readonly Queue<Entry> queue = new();
    private readonly string pool;
    private readonly ILogger events;
    private readonly ILogger output;
    private long bytes;
    private long movedAt;
    private long lostLines;
    private long lostEvents;
    private int waiting;
    private bool running;

    private PoolLog(ILoggerFactory factory, string pool)
    {
        this.pool = pool;
        events = factory.CreateLogger("ProcessIsolate.Pool");
        output = factory.CreateLogger("ProcessIsolate.Output");
    }

    /// <returns>Null where nothing listens.</returns>
    public static PoolLog? For(ILoggerFactory? factory, string pool) => factory is null ? null : new PoolLog(factory, pool);

    /// <summary>Whether workers are to wait with what they write.</summary>
    public bool IsFull => Volatile.Read(ref bytes) >= Full && Stopwatch.GetElapsedTime(Volatile.Read(ref movedAt)) < Stalled;

    /// <summary>Waits while <see cref="IsFull"/>.</summary>
    public void WaitForRoom()
    {
        using (gate.Enter())
        {
            while (IsFull)
            {
                gate.Wait(Stalled);
            }
        }
    }

    /// <summary>Has an event be logged; no lock is held then, here as there.</summary>
    public void Post(Action<ILogger, string> write)
    {
        Add(write);
        Pump();
    }

    /// <summary>As <see cref="Post"/>, where a lock is held: <see cref="Pump"/> is called once it is not.</summary>
    public void Add(Action<ILogger, string> write) => Add(new Entry(EventBytes, () => write(events, pool)), lines: 0);

    /// <summary>Has lines be logged.</summary>
    /// <param name="length">How many bytes they hold.</param>
    /// <param name="lines">How many there are.</param>
    /// <param name="write">Logs them, and says after each that it goes on.</param>
    public void PostLines(int length, int lines, Action<ILogger, string, Action> write)
    {
        Add(new Entry(length + BlockBytes, () => write(output, pool, Move)), lines);
        Pump();
    }

    /// <summary>Lets what was added be logged. No lock is held.</summary>
    public void Pump()
    {
        if (Volatile.Read(ref waiting) == 0)
        {
            return;
        }

        using (gate.Enter())
        {
            if (running || queue.Count == 0)
            {
                return;
            }

            running = true;
            Move();
        }

        BlockingThreadPool.Shared.Run(Drain, _ => Drain());
    }

    /// <summary>Done once all that was added before is logged.</summary>
    public Task FlushAsync()
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using (gate.Enter())
        {
            queue.Enqueue(new Entry(0, () => done.TrySetResult()));
            waiting++;
        }

        Pump();
        return done.Task;
    }

    private void Add(Entry entry, int lines)
    {
        using (gate.Enter())
        {
            if (bytes + entry.Bytes > Most)
            {
                lostLines += lines;
                lostEvents += lines == 0 ? 1 : 0;
                return;
            }

            queue.Enqueue(entry);
            Volatile.Write(ref bytes, bytes + entry.Bytes);
            Volatile.Write(ref waiting, waiting + 1);
        }
    }

    private void Move() => Volatile.Write(ref movedAt, Stopwatch.GetTimestamp());

    private void Drain()
    {
        while (TryTake(out Entry entry, out long lines, out long lost))
        {
            try
            {
                if (lines + lost > 0)
                {
                    LogMessages.EventsLost(events, pool, lines, lost);
                }

                entry.Write();
            }
            catch (Exception)
            {
                // The logger's own. There is no caller to tell, and the next event is not concerned.
            }
            finally
            {
                OnWritten(entry);
            }
        }
    }

    private bool TryTake(out Entry entry, out long lines, out long lost)
    {
        using (gate.Enter())
        {
            running = queue.TryDequeue(out entry);
            // Something waits whenever something was lost.
            (lines, lost) = running ? (lostLines, lostEvents) : (0, 0);
            (lostLines, lostEvents) = running ? (0, 0) : (lostLines, lostEvents);
            Volatile.Write(ref waiting, queue.Count);
            Move();
            return running;
        }
    }

    // Only now: what a logger holds on to is still there.
    private void OnWritten(Entry entry)
    {
        using (gate.Enter())
        {
            Volatile.Write(ref bytes, bytes - entry.Bytes);
            gate.Pulse();
        }
    }

    private readonly record struct Entry(int Bytes, Action Write);
}
