using System;
using System.ComponentModel;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Calls;
using ProcessIsolate.References;
using ProcessIsolate.Rpc;
using ProcessIsolate.Workers;

namespace ProcessIsolate.CompilerServices;

/// <summary>The contract of an isolated method whose result is a stream: it stays in its worker, which stays with it.</summary>
/// <typeparam name="TArgs">As <see cref="RemoteMethod{TArgs,TResult}"/> has it.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class RemoteStreamMethod<TArgs> : RemoteMethod<TArgs, Stream?>
    where TArgs : struct
{
    private readonly StreamCall<TArgs> call;

    /// <summary>Initializes the contract.</summary>
    /// <exception cref="NotSupportedException">Arguments are to come back: the call ends with the stream only.</exception>
    protected RemoteStreamMethod(RemoteModule module, string id, RemoteMethodOptions options)
        : base(module, id, options)
    {
        ArgumentNullException.ThrowIfNull(options);
        call = options.CopiesBack
            ? throw new NotSupportedException($"The arguments of '{id}' cannot be copied back: its call ends when its stream is closed.")
            : new StreamCall<TArgs>(this);
    }

    /// <inheritdoc/>
    public sealed override void WriteResult(ArgumentWriter writer, Stream? result) => throw new NotSupportedException("A stream is no result to be copied.");

    /// <inheritdoc/>
    public sealed override Stream? ReadResult(ref ArgumentReader reader) => throw new NotSupportedException("A stream is no result to be copied.");

    internal sealed override Stream? Open(CallDispatcher dispatcher, in TArgs arguments, CancellationToken cancellationToken) =>
        call.OpenAsync(dispatcher, arguments, cancellationToken).GetAwaiter().GetResult();

    internal sealed override Task<Stream?> OpenAsync(CallDispatcher dispatcher, in TArgs arguments, CancellationToken cancellationToken) =>
        call.OpenAsync(dispatcher, arguments, cancellationToken);

    internal sealed override void Serve(WorkerCall served)
    {
        ReadOnlyMemory<byte> parameters = NamedArguments.ToPositional(served.Params, Options.ParameterNames);
        ArgumentReader reader = ArgumentReader.ForArguments(parameters.Span, served.MaxJsonDepth, served, served.Attachments, served.IsExact);
        TArgs arguments = ReadArguments(ref reader);
        using StreamLane reads = new(reader.ReadChannel<ProcessPipe<byte[], byte[]>>());
        using StreamLane others = new(reader.ReadChannel<ProcessPipe<byte[], byte[]>>());
        reader.ExpectEnd();
        served.Start();
        Stream? stream = Execute(arguments);
        if (stream is not null)
        {
            others.Send(new StreamWord(StreamOp.Done, StreamChannel.FlagsOf(stream)));
            StreamServer server = new(stream, reads, others);
            server.RunAsync(served.Token).GetAwaiter().GetResult();
            if (!server.IsClosed)
            {
                stream.Dispose();
            }

            served.Token.ThrowIfCancellationRequested();
        }

        served.Finish();
        served.Writer.BeginResponse(served.RawId);
        served.Writer.Arguments.Write(stream is not null);
    }
}
