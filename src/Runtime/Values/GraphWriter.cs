using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace ProcessIsolate.Values;

/// <summary>Writes values of one message as a copy of their object graph. Identity spans the values of one message.</summary>
/// <remarks>Used by one thread at a time. After an exception it must be reset.</remarks>
internal sealed partial class GraphWriter(int maxBytes)
{
    private const int RetainedBytes = 1 << 20;

    // Deeper than this, bodies wait until the objects above are written: no graph is too deep for the stack.
    private const int InlineDepth = 64;

    // What is compared while it is read cannot wait either.
    private const int ComparedDepth = 300;

    // What is rebuilt as a whole cannot wait. So many may stand in one another.
    private const int WholeDepth = 200;

    private readonly ObjectNumbers numbers = new();
    private readonly Queue<(ObjectCodec Codec, object Value)> late = [];
    private readonly List<int> unfinished = [];

    // Objects whose bodies are being written, outermost first.
    private readonly List<int> open = [];
    private readonly TypeWriter types = new();
    private byte[] buffer = new byte[256];
    private int position;
    private int depth;

    // How many collections that compare what is written now stand around it, and how many objects were open before the first of them.
    private int comparing;
    private int openBefore;
    private object? lateNow;

    public GraphWriter()
        : this(Array.MaxLength)
    {
    }

    /// <summary>What was written since <see cref="Reset"/>.</summary>
    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, position);

    /// <summary>The bytes of <see cref="Written"/>, at the beginning; valid until more is written.</summary>
    public byte[] Buffer => buffer;

    /// <summary>The length of <see cref="Written"/>.</summary>
    public int Length => position;

    /// <summary>Forgets what was written, and the objects in it.</summary>
    public void Reset()
    {
        position = 0;
        depth = 0;
        numbers.Clear();
        sequences.Clear();
        IsReturned = false;
        copied = 0;
        late.Clear();
        unfinished.Clear();
        open.Clear();
        comparing = 0;
        lateNow = null;
        types.Clear();
        if (buffer.Length > RetainedBytes)
        {
            buffer = new byte[256];
        }
    }

    /// <summary>Writes a value whole. Objects met in earlier values of this message are referred to.</summary>
    /// <exception cref="CannotCrossException">Something in it cannot cross; the writer must be reset.</exception>
    public void Write<T>(T value)
    {
        ValueCodec codec = Root<T>.Codec;
        try
        {
            WriteUInt32(Root<T>.Fingerprint);
            codec.Write(this, ref Unsafe.As<T, byte>(ref value));
            WriteWaiting();
        }
        catch (CannotCrossException exception)
        {
            exception.BeginAt(typeof(T));
            throw;
        }
    }

    /// <summary>Writes a value of a type that is known where this is called.</summary>
    public void WriteNested<T>(T value) => ValueCodec.Of<T>().Write(this, ref Unsafe.As<T, byte>(ref value));

    public void WriteType(Type type) => types.Write(this, type);

    public void WriteReference(object? value, ReferenceCodec declared)
    {
        if (value is null)
        {
            WriteByte(Heads.Null);
            return;
        }

        if (numbers.TryGet(value, out int number))
        {
            WriteCount((uint)(Heads.FirstBack + number));
            if (unfinished.Count > 0 && unfinished.Contains(number))
            {
                throw new CannotCrossException("it contains itself, and it can only be made when all of it is there", value.GetType());
            }

            if (comparing > 0 && IsIncomplete(number, value))
            {
                throw new CannotCrossException("a key in a collection that is made as a whole refers to it, and is compared before it is complete", value.GetType());
            }

            return;
        }

        if (TryWriteReceived(value))
        {
            return;
        }

        Type type = value.GetType();
        ObjectCodec codec = type == declared.Type && declared.Own is { } own ? own : ObjectCodec.For(type);
        if (codec.Refusal is not null || !declared.Admits(codec.Type))
        {
            if (Enumerables.TryToArray(value, declared.Type) is not { } array)
            {
                throw declared.Refuse(codec, type);
            }

            // Nothing tells the copy from the original behind this interface, but its identity: that of the original counts.
            sequences.Add((numbers.Count, array));
            WriteNew(array, ObjectCodec.For(array.GetType()), declared, value);
            return;
        }

        WriteNew(value, codec, declared, value);
    }

    private void WriteNew(object value, ObjectCodec codec, ReferenceCodec declared, object identity)
    {
        bool typed = codec != declared.Own;
        int index = codec.Statics is { } statics ? statics.IndexOf(value) : -1;
        if (index >= 0)
        {
            numbers.Add(identity);
            WriteCount(Heads.Static);
            WriteType(codec.Type);
            WriteCount(index);
            return;
        }

        if (IsReturned && codec.ReturningOf(value) == Returning.Refused)
        {
            throw new CannotCrossException("it cannot be filled anew, so what a method changes in it could not come back; return it instead", codec.Type);
        }

        bool isLate = depth >= InlineDepth && !codec.IsWhole && comparing == 0;
        WriteCount((isLate ? Heads.Late : Heads.New) + (typed ? 1 : 0));
        if (typed)
        {
            WriteType(codec.Type);
        }

        WriteContents(value, codec, numbers.Add(identity), isLate);
    }

    private void WriteContents(object value, ObjectCodec codec, int number, bool isLate)
    {
        if (isLate)
        {
            codec.WriteHeader(this, value);
            late.Enqueue((codec, value));
        }
        else if (codec.IsWhole)
        {
            WriteWhole(value, codec, number);
        }
        else
        {
            if (depth >= ComparedDepth)
            {
                throw new CannotCrossException($"more than {ComparedDepth} objects stand in one another in a collection that compares them", codec.Type);
            }

            depth++;
            open.Add(number);
            codec.WriteHeader(this, value);
            codec.WriteBody(this, value);
            open.RemoveAt(open.Count - 1);
            depth--;
        }
    }

    private bool IsIncomplete(int number, object value)
    {
        int place = open.IndexOf(number);
        if (ReferenceEquals(value, lateNow) || (place >= 0 && place < openBefore))
        {
            return true;
        }

        foreach ((_, object waiting) in late)
        {
            if (ReferenceEquals(waiting, value))
            {
                return true;
            }
        }

        return false;
    }

    private void WriteWhole(object value, ObjectCodec codec, int number)
    {
        if (unfinished.Count >= WholeDepth)
        {
            throw new CannotCrossException($"more than {WholeDepth} objects that are made as a whole stand in one another", codec.Type);
        }

        bool compares = codec.ComparesItems(value);
        if (compares && comparing++ == 0)
        {
            openBefore = open.Count;
        }

        unfinished.Add(number);
        depth++;
        codec.WriteHeader(this, value);
        depth--;
        comparing -= compares ? 1 : 0;
        unfinished.RemoveAt(unfinished.Count - 1);
    }

    private void WriteWaiting()
    {
        while (late.TryDequeue(out (ObjectCodec Codec, object Value) next))
        {
            WriteLate(next.Codec, next.Value);
        }
    }

    // Where such an object stands is not known any more: its type has to do.
    private void WriteLate(ObjectCodec codec, object value)
    {
        try
        {
            depth = 1;
            lateNow = value;
            codec.WriteBody(this, value);
            lateNow = null;
            depth = 0;
        }
        catch (CannotCrossException exception)
        {
            exception.Prepend("..." + TypeNames.Short(codec.Type));
            throw;
        }
    }
}
