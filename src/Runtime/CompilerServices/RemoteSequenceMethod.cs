using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Threading;
using ProcessIsolate.Calls;
using ProcessIsolate.References;
using ProcessIsolate.Rpc;
using ProcessIsolate.Workers;

namespace ProcessIsolate.CompilerServices;

/// <summary>The contract of an isolated method whose result is an asynchronous sequence: it yields items while it runs.</summary>
/// <typeparam name="TArgs">As <see cref="RemoteMethod{TArgs,TResult}"/> has it.</typeparam>
/// <typeparam name="TItem">The items.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class RemoteSequenceMethod<TArgs, TItem> : RemoteMethod<TArgs, IAsyncEnumerable<TItem>>
    where TArgs : struct
{
    private readonly SequenceCall<TArgs, TItem> call;

    /// <summary>Initializes the contract.</summary>
    /// <exception cref="NotSupportedException">Arguments are to come back: when the sequence is read, the call is long over.</exception>
    protected RemoteSequenceMethod(RemoteModule module, string id, RemoteMethodOptions options)
        : base(module, id, options)
    {
        ArgumentNullException.ThrowIfNull(options);
        call = options.CopiesBack
            ? throw new NotSupportedException($"The arguments of '{id}' cannot be copied back: its result is computed when it is read.")
            : new SequenceCall<TArgs, TItem>(this);
    }

    /// <inheritdoc/>
    public sealed override void WriteResult(ArgumentWriter writer, IAsyncEnumerable<TItem> result) =>
        throw new NotSupportedException("An asynchronous sequence is no result to be copied.");

    /// <inheritdoc/>
    public sealed override IAsyncEnumerable<TItem> ReadResult(ref ArgumentReader reader) =>
        throw new NotSupportedException("An asynchronous sequence is no result to be copied.");

    internal sealed override IAsyncEnumerable<TItem> Open(CallDispatcher dispatcher, in TArgs arguments, CancellationToken cancellationToken) =>
        new RemoteSequence<TArgs, TItem>(call, dispatcher, arguments, AmbientCall.CurrentOptions, cancellationToken);

    internal sealed override void Serve(WorkerCall served)
    {
        ReadOnlyMemory<byte> parameters = NamedArguments.ToPositional(served.Params, Options.ParameterNames);
        ArgumentReader reader = ArgumentReader.ForArguments(parameters.Span, served.MaxJsonDepth, served, served.Attachments, served.IsExact);
        TArgs arguments = ReadArguments(ref reader);
        ProcessPipe<TItem, byte> channel = reader.ReadChannel<ProcessPipe<TItem, byte>>();
        reader.ExpectEnd();
        served.Start();
        long count;
        using (channel)
        {
            count = ItemProducer.SendAsync(Execute(arguments), channel, served.Token).GetAwaiter().GetResult();
        }

        served.Finish();
        served.Writer.BeginResponse(served.RawId);
        served.Writer.Arguments.Write(count);
    }
}
