using System;
using System.Collections.Generic;

namespace ProcessIsolate.Values;

// What a method changed in its arguments.
internal sealed partial class GraphWriter
{
    private readonly List<(int Number, Array Elements)> sequences = [];
    private ObjectNumbers? received;
    private int copied;

    /// <summary>Whether what is written now has to come back: the caller's objects are filled anew.</summary>
    public bool IsReturned { get; private set; }

    /// <summary>What is written from here on has to come back.</summary>
    public void BeginCopied() => IsReturned = true;

    /// <summary>What is written from here on does not come back.</summary>
    public void EndCopied()
    {
        IsReturned = false;
        copied = numbers.Count;
    }

    /// <summary>The objects that were written, for the reader of the answer.</summary>
    public SentObjects TakeSent()
    {
        object[] objects = numbers.ToArray();
        foreach ((int number, Array elements) in sequences)
        {
            objects[number] = new SequenceCopy(elements, objects[number]);
        }

        return new SentObjects(objects, copied);
    }

    /// <summary>Writes an answer: the result, and all objects of the request that are given back.</summary>
    public void WriteAnswer<T>(T result, SentObjects request, bool hasResult)
    {
        received = new ObjectNumbers();
        for (int i = 0; i < request.Count; i++)
        {
            received.Add(request[i]);
        }

        try
        {
            if (hasResult)
            {
                Write(result);
            }

            WriteRest(request);
        }
        finally
        {
            received = null;
        }
    }

    // Also what nothing refers to any more: the caller may hold it.
    private void WriteRest(SentObjects request)
    {
        for (int i = 0; i < request.Copied; i++)
        {
            object value = request[i];
            ObjectCodec codec = ObjectCodec.For(value.GetType());
            if (!numbers.TryGet(value, out _) && codec.ReturningOf(value) == Returning.InPlace && !IsStatic(codec, value))
            {
                WriteCount(i + 1);
                try
                {
                    WriteReceived(value, codec);
                    WriteWaiting();
                }
                catch (CannotCrossException exception)
                {
                    exception.BeginAt(codec.Type);
                    throw;
                }
            }
        }

        WriteCount(0);
    }

    private bool TryWriteReceived(object value)
    {
        if (received is null || !received.TryGet(value, out int number))
        {
            return false;
        }

        ObjectCodec codec = ObjectCodec.For(value.GetType());
        if (IsStatic(codec, value) || codec.ReturningOf(value) == Returning.Replaced)
        {
            return false;
        }

        bool isLate = depth >= InlineDepth && !codec.IsWhole && comparing == 0;
        WriteCount(isLate ? Heads.ReceivedLate : Heads.Received);
        WriteCount(number);
        WriteReceived(value, codec, isLate);
        return true;
    }

    private void WriteReceived(object value, ObjectCodec codec, bool isLate = false)
    {
        int number = numbers.Add(value);
        if (codec.ReturningOf(value) == Returning.InPlace)
        {
            WriteContents(value, codec, number, isLate);
        }
    }

    private static bool IsStatic(ObjectCodec codec, object value) => codec.Statics is { } statics && statics.IndexOf(value) >= 0;
}
