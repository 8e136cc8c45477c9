using System;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ProcessIsolate.Rpc;
using ProcessIsolate.Values;

namespace ProcessIsolate.CompilerServices;

public ref partial struct ArgumentReader
{
    internal const string NoCopyBack = "What the method changes in its arguments cannot come back: values travel as JSON here, in an app published "
        + "trimmed or with Native AOT, or to a worker that is no .NET program.";

    /// <summary>What is read from here on is given back.</summary>
    /// <exception cref="NotSupportedException">Values travel as JSON.</exception>
    public void BeginCopied()
    {
        if (!RuntimeFeature.IsDynamicCodeSupported || !JsonSerializer.IsReflectionEnabledByDefault || !isExact)
        {
            throw new NotSupportedException(NoCopyBack);
        }

        graph ??= GraphReader.Rent();
    }

    /// <summary>What is read from here on is not given back.</summary>
    public readonly void EndCopied() => graph!.EndCopied();

    /// <summary>The objects of the request, for the writer of its answer.</summary>
    internal readonly SentObjects TakeReceived() => graph!.TakeReceived();

    /// <summary>Reads an answer that gives arguments back.</summary>
    internal T ReadWholeAnswer<T>(SentObjects request)
    {
        Next();
        return json.TokenType == JsonTokenType.Number && json.TryGetInt32(out int length) && attachments is { } raw && length == raw.Left
            ? ReadAnswer<T>(request, typeof(T) != typeof(VoidResult)) : throw new InvalidMessageException("An answer does not follow its message.");
    }

    /// <summary>Reads what a call gives back that failed.</summary>
    internal void ReadChanges(SentObjects request) => ReadAnswer<VoidResult>(request, hasResult: false);

    private T ReadAnswer<T>(SentObjects request, bool hasResult)
    {
        if (!RuntimeFeature.IsDynamicCodeSupported || !JsonSerializer.IsReflectionEnabledByDefault)
        {
            throw new PlatformNotSupportedException();
        }

        graph = GraphReader.Rent();
        graph.Feed(attachments!, checked((int)attachments!.Left));
        T result = graph.ReadAnswer<T>(request, hasResult);
        graph.ExpectEnd();
        ReturnGraph();
        return result;
    }
}
