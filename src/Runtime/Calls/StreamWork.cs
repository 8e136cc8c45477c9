using System;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Values;

namespace ProcessIsolate.Calls;

/// <summary>A map over an input of any length: items wait in a window, and no more are taken from the input than fit it.</summary>
/// <remarks>
/// The input is pumped into the window on a thread of its own; drivers take items from it and end when there are none, so that a slow
/// input holds no worker; each new item begins a driver while there are fewer than allowed. The consumer makes room. Who changes
/// a count looks behind a fence whether the other side waits; between pump and drivers the driver that ends has it for both.
/// </remarks>
internal abstract class StreamWork<TItem, TArgs, TResult> : MapWork<TArgs, TResult>, IStreamTarget<TItem>, IStreamItems, IAsyncDisposable
    where TArgs : struct
{
    // Where the size of chunks is measured: as many places as the largest need.
    private const int LargestChunk = 4096;
    private const int MostPlaces = 1 << 17;

    private static readonly TimeSpan LongestLook = TimeSpan.FromMicroseconds(50);

    private readonly CancellationTokenSource stop;
    private readonly CancellationToken[] userTokens;
    private readonly CancellationTokenRegistration registration;
    private readonly StreamInput<TItem> input;
    private readonly Func<TItem, CancellationToken, TArgs> shape;
    private readonly SentObjects?[]? sent;
    private readonly bool adaptsLimit;
    private readonly StreamSignal room = new();
    private readonly StreamDrivers drivers;
    private Task? pump;
    private ExceptionDispatchInfo? inputError;
    private bool inputEnded;
    private bool closed;
    private bool isOver;
    private int limit;

    protected StreamWork(StreamTerms<TItem, TArgs, TResult> terms, CancellationTokenSource stop, CancellationToken[] userTokens)
        : base(terms.Dispatcher, terms.Method, terms.Options, stop.Token, terms.Input.Count)
    {
        this.stop = stop;
        this.userTokens = userTokens;
        drivers = new StreamDrivers(this, MaxDrivers);
        input = terms.Input;
        shape = terms.Shape;
        int wanted = (int)Math.Min(MostPlaces, terms.Options.MaxBuffered ?? 2L * MaxDrivers * (FixedChunkSize ?? LargestChunk));
        adaptsLimit = terms.Options.MaxBuffered is null && FixedChunkSize is null;
        limit = adaptsLimit ? Math.Min(MostPlaces, 2 * MaxDrivers) : wanted;
        int places = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, Math.Min(wanted, Math.Max(1, input.Count ?? wanted))));
        Window = new TItem[places];
        Results = new TResult[places];
        sent = terms.Method.Options.CopiesBack ? new SentObjects?[places] : null;
        registration = stop.Token.UnsafeRegister(static state =>
        {
            var self = (StreamWork<TItem, TArgs, TResult>)state!;
            self.Data.Set();
            self.room.Set();
        }, this);
    }

    public override Array Items => Window;

    public override int Share => Math.Max(1, Window.Length / (2 * MaxDrivers));

    public override int ChunkSize => FixedChunkSize ?? 1;

    bool IStreamTarget<TItem>.WantsMore => !Volatile.Read(ref closed) && !IsOver && !Token.IsCancellationRequested;

    public abstract int Room { get; }

    protected TItem[] Window { get; }

    protected TResult[] Results { get; }

    /// <summary>Set when there may be something for the consumer.</summary>
    protected StreamSignal Data { get; } = new();

    /// <summary>How many items may be in the stream.</summary>
    protected int Limit => Math.Min(Window.Length, Volatile.Read(ref limit));

    /// <summary>Whether items wait that no driver has taken.</summary>
    protected abstract bool HasUntaken { get; }

    /// <summary>Whether nothing of what was taken from the input is left to give to the consumer.</summary>
    protected abstract bool IsEmpty { get; }

    bool IStreamItems.WantsDriver => HasUntaken && !IsOver && !Volatile.Read(ref closed);

    public override TArgs GetArguments(int item) => shape(Window[item], Token);

    public override void KeepSent(int item, ArgumentWriter writer)
    {
        if (sent is not null)
        {
            sent[item] = writer.TakeSent();
        }
    }

    public override SentObjects? GetSent(int item) => sent?[item];

    public abstract bool Add(TItem item);

    void IStreamItems.Drive()
    {
        if (!Volatile.Read(ref closed))
        {
            Drive();
        }
    }

    // An input that is about as fast as the workers: beginning a driver costs more than waiting for its next items. No worker is held.
    bool IStreamItems.SeesMoreSoon()
    {
        long begun = Stopwatch.GetTimestamp();
        SpinWait spin = default;
        while (!HasUntaken && !IsOver)
        {
            if (Volatile.Read(ref inputEnded) || Stopwatch.GetElapsedTime(begun) > LongestLook)
            {
                return false;
            }

            spin.SpinOnce(sleep1Threshold: -1);
        }

        return !IsOver && !Volatile.Read(ref closed);
    }

    void IStreamItems.OnDriverEnded() => Data.Set();

    void IStreamItems.Fail(Exception exception) => Errors.Abort(exception);

    public async ValueTask DisposeAsync()
    {
        if (closed)
        {
            return;
        }

        Volatile.Write(ref closed, true);
        try
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }
        finally
        {
            // Also where a callback of the input has thrown: the pool waits for the end of the stream.
            await CloseAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask CloseAsync()
    {
        Interlocked.MemoryBarrier();
        await drivers.WhenEnded().ConfigureAwait(false);

        if (pump is { } running)
        {
            Dispatcher.Workers.Accepted.EndStream();
            try
            {
                await running.WaitAsync(Dispatcher.Options.CancellationGracePeriod).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // An input that does not listen: it ends by itself, and its enumerator is disposed of then.
                return;
            }
        }

        await registration.DisposeAsync().ConfigureAwait(false);
        stop.Dispose();
    }

    /// <summary>Gives the next of what is there.</summary>
    protected abstract bool TryNext();

    protected async ValueTask<bool> NextSlowly()
    {
        if (closed || isOver)
        {
            return false;
        }

        if (pump is null)
        {
            Dispatcher.Workers.Accepted.BeginStream();
            pump = PumpAsync();
        }

        while (true)
        {
            bool ended = Volatile.Read(ref inputEnded);
            bool stopped = IsOver && !drivers.Any;
            if (TryNext())
            {
                return true;
            }

            ThrowIfCancelled();
            if ((ended && IsEmpty) || stopped)
            {
                isOver = true;
                Errors.Abortion?.Throw();
                inputError?.Throw();
                Errors.ThrowOfProgress();
                return false;
            }

            // How much room is worth waking the pump may have grown since it fell asleep.
            OnWaiting();
            room.Set();
            await Data.WaitAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The consumer is about to wait.</summary>
    protected virtual void OnWaiting()
    {
    }

    /// <summary>Ends the stream: the next item is not asked for.</summary>
    protected void End() => isOver = true;

    /// <summary>The consumer has made room.</summary>
    protected void OnRoom() => room.Set();

    /// <summary>How many of those there a driver takes.</summary>
    protected int TakeOf(long available, int count)
    {
        if (!adaptsLimit)
        {
            return (int)Math.Min(available, count);
        }

        // Two chunks for each worker, of the size of the moment.
        int wanted = (int)Math.Min(Window.Length, 2L * MaxDrivers * count);
        if (Interlocked.Exchange(ref limit, wanted) < wanted)
        {
            room.Set();
        }

        return (int)Math.Min(Math.Max(1, (available + MaxDrivers - 1) / MaxDrivers), count);
    }

    /// <summary>An item was added.</summary>
    /// <returns>Whether more are wanted.</returns>
    protected bool OnAdded()
    {
        drivers.OnItem();
        return !Volatile.Read(ref closed);
    }

    private async Task PumpAsync()
    {
        try
        {
            await input.PumpAsync(room, this, Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            inputError = ExceptionDispatchInfo.Capture(exception);
        }

        Volatile.Write(ref inputEnded, true);
        Data.Set();
    }

    private void ThrowIfCancelled()
    {
        foreach (CancellationToken token in userTokens)
        {
            if (token.IsCancellationRequested)
            {
                isOver = true;
                throw new OperationCanceledException(token);
            }
        }
    }
}
