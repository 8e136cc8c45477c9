using System;
using System.Threading;

namespace ProcessIsolate.Calls;

/// <summary>What is current in an asynchronous flow: the pool of plain calls, and what bounds calls.</summary>
internal sealed class AmbientCall
{
    private static readonly AsyncLocal<AmbientCall?> Local = new();

    // Programs without a scope do not look into their flow at each call.
    private static bool wasEverSet;

    private readonly bool isItem;

    private AmbientCall(ProcessPool? pool, CallOptions? options, bool isItem = false)
    {
        Pool = pool;
        Options = options;
        this.isItem = isItem;
    }

    public static AmbientCall? Current => Volatile.Read(ref wasEverSet) ? Local.Value : null;

    public static CallOptions? CurrentOptions => Current?.Options;

    /// <summary>Whether an item of a map runs that its caller runs itself: it reports nothing.</summary>
    public static bool IsItem => Current is { isItem: true };

    public ProcessPool? Pool { get; }

    public CallOptions? Options { get; }

    /// <param name="pool">Null for the one that is current.</param>
    /// <param name="options">Null for those that are current; else what they leave open is taken from those.</param>
    public static IDisposable Enter(ProcessPool? pool, CallOptions? options)
    {
        Volatile.Write(ref wasEverSet, true);
        AmbientCall? before = Local.Value;
        CallOptions? merged = options?.Over(before?.Options) ?? before?.Options;
        Local.Value = new AmbientCall(pool ?? before?.Pool, merged, before is { isItem: true } && merged?.Progress is null);
        return new Scope(before);
    }

    /// <summary>Items of a map run here, and not in workers: what they report reaches no receiver of this flow.</summary>
    public static IDisposable? EnterItems()
    {
        AmbientCall? before = Local.Value;
        if (before?.Options?.Progress is null && !WorkerContext.IsWorker)
        {
            return null;
        }

        Volatile.Write(ref wasEverSet, true);
        Local.Value = new AmbientCall(before?.Pool, before?.Options?.WithoutProgress(), isItem: true);
        return new Scope(before);
    }

    private sealed class Scope(AmbientCall? before) : IDisposable
    {
        public void Dispose() => Local.Value = before;
    }
}
