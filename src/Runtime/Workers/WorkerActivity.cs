using System.Diagnostics;
using System.Threading;
using ProcessIsolate.Calls;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Scheduling;

namespace ProcessIsolate.Workers;

/// <summary>What a worker runs, since when, and how long its calls took.</summary>
/// <remarks>Written by the thread that has the worker, or reads its answers; a look inside reads at any time, and may see a method with the
/// time of the one before.</remarks>
internal sealed class WorkerActivity
{
    private RemoteMethod? method;
    private RemoteMethod? last;
    private long since = Stopwatch.GetTimestamp();

    /// <summary>Where the times are counted; null for a process that is in no pool.</summary>
    public CallTimes? Times { get; set; }

    public string? Method => Volatile.Read(ref method)?.Id;

    /// <summary>What it runs, or ran last.</summary>
    public string? LastMethod => Volatile.Read(ref last)?.Id;

    public long Since => Volatile.Read(ref since);

    public void Begin(RemoteMethod running)
    {
        Volatile.Write(ref since, Stopwatch.GetTimestamp());
        Volatile.Write(ref method, running);
        last = running;
    }

    /// <summary>The call has ended, with an answer or without; harmless when none runs.</summary>
    /// <param name="run">How long the method ran by the worker's word, in ticks of the stopwatch; -1 when that is not known.</param>
    public void End(long run)
    {
        if (method is null)
        {
            return;
        }

        long now = Stopwatch.GetTimestamp();
        Count(now - since, run);
        Rest(now);
    }

    /// <summary>The call has ended with its worker, which goes on to say what it ran.</summary>
    public void Break() => Count(Stopwatch.GetTimestamp() - since, -1);

    /// <summary>Items of a batch have ended. The next batch, if there is one on its way, runs since now.</summary>
    public void EndItems(int count)
    {
        long now = Stopwatch.GetTimestamp();
        if (Times is { } times)
        {
            times.Run.Add((now - since) / count, count);
            if (Telemetry.CountsRuns)
            {
                for (int i = 0; i < count; i++)
                {
                    Telemetry.RecordRun(times.Pool, Method, (now - since) / count, -1);
                }
            }
        }

        Volatile.Write(ref since, now);
    }

    /// <summary>The worker runs nothing any more.</summary>
    public void Rest()
    {
        if (method is not null)
        {
            Rest(Stopwatch.GetTimestamp());
        }
    }

    /// <summary>One call has ended.</summary>
    /// <param name="total">From its request, or from the answer before its own, to its answer.</param>
    /// <param name="run">See <see cref="End"/>.</param>
    public void Count(long total, long run)
    {
        if (Times is not { } times)
        {
            return;
        }

        bool isKnown = run >= 0 && run <= total;
        // Not said, or nonsense.
        run = isKnown ? run : total;
        times.Run.Add(run);
        if (isKnown)
        {
            times.Transport.Add(total - run);
        }

        if (Telemetry.CountsRuns)
        {
            Telemetry.RecordRun(times.Pool, Method, run, isKnown ? total - run : -1);
        }
    }

    private void Rest(long now)
    {
        Volatile.Write(ref since, now);
        Volatile.Write(ref method, null);
    }
}
