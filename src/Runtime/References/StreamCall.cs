using System;
using System.IO;
using System.Reflection;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using ProcessIsolate.Calls;
using ProcessIsolate.CompilerServices;

namespace ProcessIsolate.References;

/// <summary>The call behind a result that is a stream: it lasts until the stream is closed, and yields whether there was one.</summary>
internal sealed class StreamCall<TArgs>(RemoteStreamMethod<TArgs> method)
    : RemoteMethod<(TArgs Arguments, StreamChannel Channel), bool>(method.Module, method.Id, method.Options.ForOneRun())
    where TArgs : struct
{
    /// <summary>Calls, and waits until the method has returned its stream.</summary>
    public async Task<Stream?> OpenAsync(CallDispatcher dispatcher, TArgs arguments, CancellationToken cancellationToken)
    {
        StreamChannel channel = new();
        CancellationTokenSource stop = new();
        // The caller's token ends the opening; what is open is closed.
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), stop);
        Task<bool> call = InvokeOnAsync(dispatcher, (arguments, channel), stop.Token);
        _ = call.ContinueWith(
            static (ended, state) =>
            {
                // Seen: its stream was closed before, or has said it.
                _ = ended.Exception;
                StreamChannel channel = (StreamChannel)state!;
                channel.Release();
                channel.Close();
            },
            channel,
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
        try
        {
            if (await FlagsAsync(call, channel).ConfigureAwait(false) is not { } flags)
            {
                return null;
            }

            (StreamLane reads, StreamLane others) = channel.Own!.Value;
            return new RemoteStream(reads, others, flags, new ResultStreamEnd(call, channel, stop, Id));
        }
        catch (OperationCanceledException exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(exception.Message, exception, cancellationToken);
        }
        catch (WorkerProtocolException)
        {
            await stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    public override MethodInfo? FindMethod() => method.FindMethod();

    public override void WriteArguments(ArgumentWriter writer, in (TArgs Arguments, StreamChannel Channel) arguments)
    {
        method.WriteArguments(writer, arguments.Arguments);
        (ProcessPipe<byte[], byte[]> reads, ProcessPipe<byte[], byte[]> others) = arguments.Channel.Renew();
        writer.WriteChannel(reads);
        writer.WriteChannel(others);
    }

    public override bool ReadResult(ref ArgumentReader reader) => reader.ReadBoolean();

    public override CancellationToken GetCancellationToken(in (TArgs Arguments, StreamChannel Channel) arguments) =>
        method.GetCancellationToken(arguments.Arguments);

    public override CancellationToken[]? GetCancellationTokens(in (TArgs Arguments, StreamChannel Channel) arguments) =>
        method.GetCancellationTokens(arguments.Arguments);

    public override (TArgs Arguments, StreamChannel Channel) ReadArguments(ref ArgumentReader reader) => throw HostOnly();

    public override void WriteResult(ArgumentWriter writer, bool result) => throw HostOnly();

    public override bool Execute(in (TArgs Arguments, StreamChannel Channel) arguments) => throw HostOnly();

    public override (TArgs Arguments, StreamChannel Channel) Unbox(object?[] arguments) => throw HostOnly();

    public override object? InvokeBoxed(ProcessPool? pool, object?[] arguments, CancellationToken cancellationToken) => throw HostOnly();

    // What the worker says of its stream; where the method fails or returns null, the call ends first.
    private static async Task<int?> FlagsAsync(Task<bool> call, StreamChannel channel)
    {
        while (true)
        {
            (StreamLane Reads, StreamLane Others)? own = channel.Own;
            try
            {
                if (own is { } lanes)
                {
                    StreamWord word = await lanes.Others.ReceiveAsync(CancellationToken.None).ConfigureAwait(false);
                    return word is { Op: StreamOp.Done, Count: >= 0 and <= StreamChannel.All }
                        ? word.Count
                        : throw new WorkerProtocolException("A worker says nothing sensible of its stream.");
                }
            }
            catch (Exception exception) when (exception is ChannelClosedException or ObjectDisposedException)
            {
                // The call says why; or another try begins.
            }

            if (call.IsCompleted)
            {
                return await call.ConfigureAwait(false)
                    ? throw new WorkerProtocolException("A worker has answered without a word of its stream.")
                    : null;
            }

            await Task.WhenAny(call, channel.RenewedAsync(own)).ConfigureAwait(false);
        }
    }

    private static InvalidOperationException HostOnly() => new("A stream is opened by its host alone.");
}
