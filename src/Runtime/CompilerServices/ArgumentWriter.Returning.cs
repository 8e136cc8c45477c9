using System;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ProcessIsolate.Values;

namespace ProcessIsolate.CompilerServices;

/// <content>Arguments that come back.</content>
public sealed partial class ArgumentWriter
{
    /// <summary>What is written from here on comes back: what the method does to it is done to the caller's objects, too.</summary>
    /// <exception cref="NotSupportedException">The peer takes values as JSON, which says nothing of which object is which.</exception>
    public void BeginCopied()
    {
        if (!RuntimeFeature.IsDynamicCodeSupported || !JsonSerializer.IsReflectionEnabledByDefault || !IsExact || !MayAttach)
        {
            throw new NotSupportedException(ArgumentReader.NoCopyBack);
        }

        graph ??= new GraphWriter(limits.MaxMessageBytes);
        graph.BeginCopied();
    }

    /// <summary>What is written from here on does not come back.</summary>
    public void EndCopied() => graph!.EndCopied();

    /// <summary>The objects of the request, for the reader of its answer.</summary>
    internal SentObjects TakeSent() => graph!.TakeSent();

    /// <summary>Writes, into the bytes behind the text, what an answer gives back.</summary>
    /// <returns>How many bytes.</returns>
    internal int WriteAnswer<T>(T result, SentObjects request, bool hasResult)
    {
        if (!RuntimeFeature.IsDynamicCodeSupported || !JsonSerializer.IsReflectionEnabledByDefault)
        {
            throw new PlatformNotSupportedException();
        }

        graph ??= new GraphWriter(limits.MaxMessageBytes);
        int start = graph.Length;
        Sharing.OutgoingSharedObjects? before = Sharing.OutgoingSharedObjects.Enter(OutgoingSharedObjects);
        try
        {
            graph.WriteAnswer(result, request, hasResult);
        }
        finally
        {
            Sharing.OutgoingSharedObjects.Enter(before);
        }

        AttachAny(graph.Buffer, start, graph.Length - start);
        return graph.Length - start;
    }

    /// <summary>As <see cref="WriteAnswer{T}"/>, with a word in the text.</summary>
    internal void WriteWholeAnswer<T>(T result, SentObjects request) =>
        json.WriteNumberValue(WriteAnswer(result, request, typeof(T) != typeof(VoidResult)));
}
