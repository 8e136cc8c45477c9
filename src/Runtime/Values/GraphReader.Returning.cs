using System;
using System.Collections.Generic;

namespace ProcessIsolate.Values;

// What a method changed in its arguments.
internal sealed partial class GraphReader
{
    private readonly List<object> shared = [];
    private SentObjects? sent;
    private bool[] returned = [];
    private bool isTrial;
    private int nextShared;
    private int copied;

    /// <summary>The objects that were read, for the writer of the answer.</summary>
    public SentObjects TakeReceived() => new([.. objects!], copied);

    /// <summary>What is read from here on is not given back.</summary>
    public void EndCopied() => copied = objects.Count;

    /// <summary>Reads an answer, and fills the objects of the request anew.</summary>
    /// <remarks>All of it is read twice: into copies first, so that an answer that is none changes nothing in the caller's objects.</remarks>
    public T ReadAnswer<T>(SentObjects request, bool hasResult)
    {
        sent = request;
        (int Position, long Memory) mark = Mark;
        isTrial = true;
        _ = ReadAnswerOnce<T>(request, hasResult);
        ExpectEnd();
        GoBack(mark);
        objects.Clear();
        types.Clear();
        isTrial = false;
        nextShared = 0;
        T result = ReadAnswerOnce<T>(request, hasResult);
        sent = null;
        shared.Clear();
        return result;
    }

    /// <summary>A shared object of an answer is made once, however often that is read.</summary>
    public object MakeShared(Func<object> make)
    {
        if (sent is null)
        {
            return make();
        }

        if (isTrial)
        {
            shared.Add(make());
            return shared[^1];
        }

        return shared[nextShared++];
    }

    private T ReadAnswerOnce<T>(SentObjects request, bool hasResult)
    {
        returned = new bool[request.Count];
        T result = hasResult ? Read<T>() : default!;
        try
        {
            ReadRest(request);
        }
        catch (Exception exception) when (IsOfTheBytes(exception))
        {
            throw new Rpc.InvalidMessageException($"Bytes are no arguments: {exception.Message}", exception);
        }

        return result;
    }

    private void ReadRest(SentObjects request)
    {
        for (int next = ReadNumber(request.Copied); next > 0; next = ReadNumber(request.Copied))
        {
            completions.Clear();
            ReadReceived(next - 1, typeof(object), isLate: false);
            ReadWaiting();
            CompleteSince(0);
        }
    }

    private object ReadReceived(int index, Type declared, bool isLate)
    {
        object original = sent is { } request && (uint)index < (uint)request.Count && !returned[index] ? request[index] : throw Invalid("An answer gives back what it did not get.");
        object value = original is SequenceCopy copy ? copy.Sequence : original;
        if (!declared.IsInstanceOfType(value))
        {
            throw Invalid($"A '{value.GetType()}' does not stand behind '{declared}'.");
        }

        returned[index] = true;
        int number = Number();
        object filled = original is SequenceCopy elements ? elements.Elements : original;
        ObjectCodec codec = ObjectCodec.For(filled.GetType());
        if (codec.ReturningOf(filled) != Returning.InPlace)
        {
            objects[number] = value;
            return value;
        }

        if (++depth > MaxDepth)
        {
            throw Invalid("Objects stand in one another too deeply.");
        }

        object target = filled;
        if (isTrial)
        {
            Charge(codec.BaseSize);
            target = codec.Create(this);
            if (!codec.Fits(filled, target))
            {
                throw Invalid($"A '{filled.GetType()}' came back with another length.");
            }
        }
        else
        {
            codec.Restore(this, filled);
        }

        // Of what the elements of a lazy sequence have become nothing is seen.
        objects[number] = isTrial && value == filled ? target : value;
        if (isLate)
        {
            late.Enqueue(codec.IsWhole ? throw Invalid("A value cannot come late.") : (codec, target));
        }
        else if (!codec.IsWhole)
        {
            codec.ReadBody(this, target);
        }

        depth--;
        return objects[number]!;
    }
}
