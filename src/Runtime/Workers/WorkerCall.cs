using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading;
using ProcessIsolate.Calls;
using ProcessIsolate.Rpc;
using ProcessIsolate.Values;

namespace ProcessIsolate.Workers;

/// <summary>How far a worker has come with a call; an error's code depends on it.</summary>
internal enum CallPhase
{
    ReadingArguments,
    Running,
    WritingResult,
}

/// <summary>The call a worker runs: its message, the writer for its response, its cancellation.</summary>
/// <remarks>Owned by the worker's main thread; <see cref="Cancel"/> may come from the thread that reads meanwhile.</remarks>
internal sealed class WorkerCall(JsonRpcWriter writer, int maxJsonDepth, Action? letGo) : ICallCancellation
{
    private const int MaxIdDigits = 20;

    private byte[] rawId = [];
    private int rawIdLength;

    // Guards the sources against a cancellation that arrives while the call begins, ends or first asks for its token.
    private readonly object gate = new();

    private readonly TokenSources sources = new();

    private int deadTokens;
    private int cancelledTokens;

    // The id of the last call that was cancelled: a mark on the id, not a flag, so that a cancellation which arrives
    // while one item of a batch gives way to the next cannot be taken for the next one's.
    private long cancelledId = -1;

    // All ids up to here are cancelled: a batch, of which some items have not begun.
    private long cancelledThrough = -1;
    private long id = -1;
    private long startedAt;

    /// <summary>JSON text of the arguments; gone once <see cref="CallPhase.Running"/> begins.</summary>
    public ReadOnlyMemory<byte> Params { get; private set; }

    /// <summary>Raw bytes behind the arguments' text.</summary>
    public IAttachments? Attachments { get; private set; }

    /// <summary>The request's id as JSON text; a copy, since the message's memory is reused while the call runs.</summary>
    public ReadOnlySpan<byte> RawId => rawId.AsSpan(0, rawIdLength);

    public JsonRpcWriter Writer { get; } = writer;

    /// <summary>Whether the host is of the same build and sends values as they are.</summary>
    public bool IsExact => Writer.Arguments.IsExact;

    public int MaxJsonDepth { get; } = maxJsonDepth;

    public CallPhase Phase { get; private set; }

    /// <summary>The objects of the arguments, where the call gives some back, also when it fails.</summary>
    public SentObjects? Received { get; set; }

    /// <summary>The call's id; -1 between two calls, and where it is no number.</summary>
    public long Id => Volatile.Read(ref id);

    public bool IsCancelled
    {
        get
        {
            long current = Volatile.Read(ref id);
            return current >= 0 && (Volatile.Read(ref cancelledId) == current || Volatile.Read(ref cancelledThrough) >= current);
        }
    }

    /// <summary>False when no call was ever cancelled.</summary>
    public bool MayBeCancelled => Volatile.Read(ref cancelledId) >= 0 || Volatile.Read(ref cancelledThrough) >= 0;

    /// <summary>Whether a call that has not begun is cancelled together with those before it.</summary>
    public bool IsCancelledThrough(long itemId) => Volatile.Read(ref cancelledThrough) >= itemId;

    /// <summary>Which tokens are cancelled by themselves, a bit for each.</summary>
    public int CancelledTokens => Volatile.Read(ref cancelledTokens);

    /// <summary>Cancelled with the call, or with any of its tokens.</summary>
    public CancellationToken Token
    {
        get
        {
            lock (gate)
            {
                return id < 0 ? CancellationToken.None : sources.OfAll(IsCancelled || cancelledTokens != 0);
            }
        }
    }

    public CancellationToken OnlyToken => deadTokens != 0 ? CancellationToken.None : Token;

    public CancellationToken GetToken(int index)
    {
        int bit = CallTokens.BitOf(index);
        lock (gate)
        {
            if (id < 0 || (deadTokens & bit) != 0)
            {
                return CancellationToken.None;
            }

            return sources.Of(index, IsCancelled || (cancelledTokens & bit) != 0);
        }
    }

    public void Begin(in JsonRpcMessage message, bool alreadyCancelled, int tokens = 0)
    {
        lock (gate)
        {
            if (rawId.Length < message.RawId.Length)
            {
                rawId = new byte[message.RawId.Length];
            }

            message.RawId.CopyTo(rawId);
            rawIdLength = message.RawId.Length;
            Params = message.Params;
            Attachments = message.Attachments;
            Phase = CallPhase.ReadingArguments;
            id = message.Id;
            deadTokens = message.DeadTokens;
            cancelledTokens = alreadyCancelled ? tokens : 0;
            if (alreadyCancelled && tokens == 0)
            {
                cancelledId = id;
            }
        }
    }

    /// <summary>The next item of a batch begins; each has an id of its own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void BeginItem(long itemId)
    {
        if (sources.Exist)
        {
            End();
        }

        // The id stands before the caller looks for cancellations that came too early, and the thread that brings one leaves it
        // before it looks at the id. The fence this takes is on that side alone, for all threads.
        Volatile.Write(ref id, itemId);
        Phase = CallPhase.Running;
    }

    /// <summary>Gives the response an id other than the request's: that of an item.</summary>
    public void SetRawId(long itemId)
    {
        if (rawId.Length < MaxIdDigits)
        {
            rawId = new byte[MaxIdDigits];
        }

        System.Buffers.Text.Utf8Formatter.TryFormat(itemId, rawId, out rawIdLength);
    }

    /// <summary>The arguments are read: the method runs from here on.</summary>
    public void Start()
    {
        Params = default;
        Attachments = null;
        Phase = CallPhase.Running;
        letGo?.Invoke();
        startedAt = Stopwatch.GetTimestamp();
    }

    /// <summary>The arguments of an item are read from here on; those of a batch were received as a whole.</summary>
    public void BeginReading() => Phase = CallPhase.ReadingArguments;

    /// <summary>As <see cref="Start"/>, where reading was given up before: for the whole batch.</summary>
    public void StartItem() => Phase = CallPhase.Running;

    /// <summary>The method has returned.</summary>
    public void Finish()
    {
        RunTime = Stopwatch.GetTimestamp() - startedAt;
        Phase = CallPhase.WritingResult;
    }

    /// <summary>How long the method ran, in ticks of the stopwatch; once it has returned or thrown.</summary>
    public long RunTime { get; private set; }

    /// <summary>The call has thrown.</summary>
    public void OnThrown()
    {
        if (Phase != CallPhase.WritingResult)
        {
            RunTime = Phase == CallPhase.Running ? Stopwatch.GetTimestamp() - startedAt : 0;
        }
    }

    public void End()
    {
        lock (gate)
        {
            bool cancelled = IsCancelled || cancelledTokens != 0;
            id = -1;
            deadTokens = 0;
            cancelledTokens = 0;
            Received = null;
            Params = default;
            sources.End(cancelled);
        }
    }

    /// <summary>Cancels some tokens of the call with an id.</summary>
    /// <returns>False when another one runs.</returns>
    public bool CancelTokens(long callId, int tokens)
    {
        CancellationTokenSource?[] toCancel;
        lock (gate)
        {
            if (callId < 0 || Volatile.Read(ref id) != callId)
            {
                return false;
            }

            Volatile.Write(ref cancelledTokens, cancelledTokens | tokens);
            toCancel = sources.Of(tokens);
        }

        Array.ForEach(toCancel, TokenSources.CancelQuietly);
        return true;
    }

    /// <summary>Cancels the call with an id, and all up to another that have not begun.</summary>
    /// <returns>False when the one that runs is not among them.</returns>
    public bool Cancel(long first, long last)
    {
        CancellationTokenSource?[] toCancel;
        lock (gate)
        {
            if (last > first)
            {
                Volatile.Write(ref cancelledThrough, Math.Max(cancelledThrough, last));
                Interlocked.MemoryBarrierProcessWide();
            }

            long current = Volatile.Read(ref id);
            if (current < first || current > last)
            {
                return false;
            }

            Volatile.Write(ref cancelledId, current);
            toCancel = sources.All();
        }

        Array.ForEach(toCancel, TokenSources.CancelQuietly);
        return true;
    }
}
