using System;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Calls;
using ProcessIsolate.Rpc;
using ProcessIsolate.Values;
using ProcessIsolate.Workers;

namespace ProcessIsolate.CompilerServices;

/// <summary>The contract of one isolated method, typed: how its arguments and result travel, and how it runs.</summary>
/// <typeparam name="TArgs">A value tuple with one element per parameter, cancellation tokens included, in order.</typeparam>
/// <typeparam name="TResult">The result; of an asynchronous method what its task yields; <see cref="VoidResult"/> for none.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class RemoteMethod<TArgs, TResult> : RemoteMethod
    where TArgs : struct
{
    /// <summary>Initializes the contract.</summary>
    protected RemoteMethod(RemoteModule module, string id, RemoteMethodOptions options)
        : base(module, id, options)
    {
    }

    /// <summary>Host: appends every argument but cancellation tokens, in order.</summary>
    public abstract void WriteArguments(ArgumentWriter writer, in TArgs arguments);

    /// <summary>Worker: reads what <see cref="WriteArguments"/> wrote; tokens are the reader's.</summary>
    public abstract TArgs ReadArguments(ref ArgumentReader reader);

    /// <summary>Worker: appends the result.</summary>
    public abstract void WriteResult(ArgumentWriter writer, TResult result);

    /// <summary>Host: reads the result.</summary>
    public abstract TResult ReadResult(ref ArgumentReader reader);

    /// <summary>Runs the method in this process and, if it is asynchronous, waits for it.</summary>
    public abstract TResult Execute(in TArgs arguments);

    /// <summary>Runs the method in this process without blocking on an asynchronous one.</summary>
    public virtual Task<TResult> ExecuteAsync(in TArgs arguments)
    {
        try
        {
            return Task.FromResult(Execute(arguments));
        }
        catch (Exception exception)
        {
            return Task.FromException<TResult>(exception);
        }
    }

    /// <summary>The cancellation token among the arguments.</summary>
    /// <returns>None when the method has no such parameter.</returns>
    public virtual CancellationToken GetCancellationToken(in TArgs arguments) => CancellationToken.None;

    /// <summary>The cancellation tokens of a method that has several.</summary>
    /// <returns>Null when it has one or none.</returns>
    public virtual CancellationToken[]? GetCancellationTokens(in TArgs arguments) => null;

    /// <summary>Makes the arguments of boxed ones.</summary>
    public abstract TArgs Unbox(object?[] arguments);

    /// <summary>Runs the method in the pool that is current for it and waits.</summary>
    public TResult Invoke(in TArgs arguments) => Invoke(null, arguments);

    /// <summary>Runs the method in the given pool, null for the one current for it, and waits.</summary>
    public TResult Invoke(ProcessPool? pool, in TArgs arguments)
    {
        if (ProcessPool.For(pool, Options) is not { } dispatcher)
        {
            return Execute(arguments);
        }

        if (Options.Streams)
        {
            return Open(dispatcher, arguments, CancellationToken.None);
        }

        using CallTokens? several = GetCancellationTokens(arguments) is { } tokens ? new CallTokens(tokens, CancellationToken.None) : null;
        return dispatcher.InvokeTraced(this, arguments, several?.Token ?? GetCancellationToken(arguments), several);
    }

    /// <summary>Runs the method in the pool that is current for it.</summary>
    public Task<TResult> InvokeAsync(in TArgs arguments, CancellationToken cancellationToken) =>
        InvokeAsync(null, arguments, cancellationToken);

    /// <summary>Runs the method in the given pool, null for the one current for it.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="arguments">The arguments, a token of the method's own among them.</param>
    /// <param name="cancellationToken">Cancels the call, as a token among the arguments does.</param>
    public Task<TResult> InvokeAsync(ProcessPool? pool, in TArgs arguments, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<TResult>(cancellationToken);
        }

        if (ProcessPool.For(pool, Options) is not { } dispatcher)
        {
            return ExecuteAsync(arguments);
        }

        return Options.Streams ? OpenAsync(dispatcher, arguments, cancellationToken)
            : InvokeOnAsync(dispatcher, arguments, cancellationToken);
    }

    internal Task<TResult> InvokeOnAsync(CallDispatcher dispatcher, in TArgs arguments, CancellationToken cancellationToken)
    {
        if (GetCancellationTokens(arguments) is { } tokens)
        {
            return InvokeWithTokensAsync(dispatcher, arguments, new CallTokens(tokens, cancellationToken), cancellationToken.CanBeCanceled);
        }

        CancellationToken own = GetCancellationToken(arguments);
        return !own.CanBeCanceled || own == cancellationToken
            ? dispatcher.InvokeTracedAsync(this, arguments, cancellationToken, cancelsAll: cancellationToken.CanBeCanceled)
            : !cancellationToken.CanBeCanceled ? dispatcher.InvokeTracedAsync(this, arguments, own)
            : InvokeLinkedAsync(dispatcher, arguments, own, cancellationToken);
    }

    internal sealed override async Task<object?> InvokeBoxedAsync(ProcessPool? pool, object?[] arguments, CancellationToken cancellationToken) =>
        await InvokeAsync(pool, Unbox(arguments), cancellationToken).ConfigureAwait(false);

    /// <summary>Host: makes a result that calls the method when it is used.</summary>
    internal virtual TResult Open(CallDispatcher dispatcher, in TArgs arguments, CancellationToken cancellationToken) =>
        throw new NotSupportedException("The result is copied.");

    /// <inheritdoc cref="Open"/>
    internal virtual Task<TResult> OpenAsync(CallDispatcher dispatcher, in TArgs arguments, CancellationToken cancellationToken) =>
        Task.FromResult(Open(dispatcher, arguments, cancellationToken));

    internal override void Serve(WorkerCall call)
    {
        ReadOnlyMemory<byte> parameters = NamedArguments.ToPositional(call.Params, Options.ParameterNames);
        ArgumentReader reader = ArgumentReader.ForArguments(parameters.Span, call.MaxJsonDepth, call, call.Attachments, call.IsExact);
        TArgs arguments = ReadArguments(ref reader);
        SentObjects? received = Options.CopiesBack ? reader.TakeReceived() : null;
        reader.ExpectEnd();
        call.Start();
        call.Received = received;
        TResult result = ExecuteWhole(arguments);
        call.Finish();
        call.Writer.BeginResponse(call.RawId);
        if (received is null)
        {
            WriteResult(call.Writer.Arguments, result);
        }
        else
        {
            call.Writer.Arguments.WriteWholeAnswer(result, received);
        }
    }

    private TResult ExecuteWhole(in TArgs arguments)
    {
        TResult result = Execute(arguments);
        return LazyResult<TResult>.IsPossible && RuntimeFeature.IsDynamicCodeSupported && JsonSerializer.IsReflectionEnabledByDefault
            ? Enumerables.Complete(result) : result;
    }

    /// <summary>Whether a record of a batch is a copy of the arguments as a whole, or of the result, where values travel as they
    /// are. A token among the arguments is the reader's own.</summary>
    internal bool HasGraphs => !HasTokens && !Options.CopiesBack;

    private static readonly bool HasTokens = Array.Exists(typeof(TArgs).GetGenericArguments(), static type => type == typeof(CancellationToken));

    /// <summary>Whether values of a batch may be records without a graph: they are short texts or plain.</summary>
    internal bool HasDirects => HasGraphs && DirectValue<TArgs>.IsPossible && DirectValue<TResult>.IsPossible;

    internal sealed override bool IsBlittable => RawValue.IsPlain<TArgs>() && RawValue.IsPlain<TResult>();

    // Optimized at once: a map of a million items may be over before the runtime would get to it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal sealed override void ServeBatch(WorkerBatch batch)
    {
        if (batch.HasRecords)
        {
            ServeRecords(batch);
            return;
        }

        if (!batch.TryReadItems(IsBlittable ? Unsafe.SizeOf<TArgs>() : 0))
        {
            return;
        }

        for (int i = 0; i < batch.Count && !batch.IsOver(); i++)
        {
            try
            {
                TResult result = Execute(batch.Begin<TArgs>(i));
                batch.Complete(result);
            }
            catch (Exception exception) when (exception is not ConnectionLostException)
            {
                batch.Fail(i, exception);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ServeRecords(WorkerBatch batch)
    {
        if (!batch.TryReadRecords())
        {
            return;
        }

        bool isGraph = batch.IsExact && HasGraphs;
        if (isGraph && HasDirects)
        {
            ServeDirects(batch);
            return;
        }

        for (int i = 0; i < batch.Count && !batch.IsOver(); i++)
        {
            try
            {
                ArgumentReader reader = batch.BeginRecord(i);
                TArgs arguments;
                SentObjects? received = null;
                if (isGraph)
                {
                    arguments = reader.ReadGraph<TArgs>();
                }
                else
                {
                    arguments = ReadArguments(ref reader);
                    received = Options.CopiesBack ? reader.TakeReceived() : null;
                    reader.ExpectEnd();
                }

                batch.Start(received);
                TResult result = ExecuteWhole(arguments);
                if (isGraph)
                {
                    batch.BeginResult().WriteGraph(result);
                }
                else if (received is not null)
                {
                    batch.BeginResult().WriteWholeAnswer(result, received);
                }
                else
                {
                    WriteResult(batch.BeginResult(), result);
                }

                batch.Complete();
            }
            catch (Exception exception) when (exception is not ConnectionLostException)
            {
                batch.Fail(i, exception);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ServeDirects(WorkerBatch batch)
    {
        bool areArgumentsText = DirectValue<TArgs>.IsText;
        bool isResultText = DirectValue<TResult>.IsText;
        for (int i = 0; i < batch.Count && !batch.IsOver(); i++)
        {
            try
            {
                TArgs arguments = batch.TryBeginDirect(i, out ReadOnlySpan<byte> bytes)
                    ? DirectValue<TArgs>.Read(bytes, areArgumentsText) : batch.BeginRecord(i).ReadGraph<TArgs>();
                batch.Start(null);
                TResult result = Execute(arguments);
                if (!DirectValue<TResult>.TryGetBytes(ref result, isResultText, out ReadOnlySpan<byte> written) || !batch.TryCompleteDirect(written))
                {
                    batch.BeginResult().WriteGraph(result);
                    batch.Complete();
                }
            }
            catch (Exception exception) when (exception is not ConnectionLostException)
            {
                batch.Fail(i, exception);
            }
        }
    }

    private async Task<TResult> InvokeLinkedAsync(CallDispatcher dispatcher, TArgs arguments, CancellationToken own, CancellationToken other)
    {
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(own, other);
        return await dispatcher.InvokeTracedAsync(this, arguments, both.Token).ConfigureAwait(false);
    }

    private async Task<TResult> InvokeWithTokensAsync(CallDispatcher dispatcher, TArgs arguments, CallTokens tokens, bool cancelsAll)
    {
        using (tokens)
        {
            return await dispatcher.InvokeTracedAsync(this, arguments, tokens.Token, tokens, cancelsAll).ConfigureAwait(false);
        }
    }
}
