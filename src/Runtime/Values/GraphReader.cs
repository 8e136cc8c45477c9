using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Runtime.CompilerServices;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Values;

/// <summary>Reads what a <see cref="GraphWriter"/> wrote, out of bytes that may be hostile.</summary>
/// <remarks>The bytes must lie in memory that no other process can change while they are read. Used by one thread.</remarks>
internal sealed partial class GraphReader : BlockReader
{
    private const int MaxDepth = 400;
    private const int RetainedObjects = 1 << 12;
    private const long MaxSeconds = 60;

    private readonly List<object?> objects = [];
    private readonly Queue<(ObjectCodec Codec, object Value)> late = [];
    private readonly List<Action<GraphReader>> completions = [];
    private readonly TypeReader types = new();
    private int depth;

    // Each thread keeps one; user code that is run while it reads may make calls of its own.
    [ThreadStatic]
    private static GraphReader? spare;

    /// <summary>A reader without bytes.</summary>
    public GraphReader(GraphLimits limits)
        : base(limits)
    {
    }

    /// <summary>A reader of one block.</summary>
    public GraphReader(ReadOnlyMemory<byte> block, GraphLimits limits)
        : this(limits) => Feed(block);

    /// <summary>What stands below the stack of each exception: where it comes from.</summary>
    public string? StackOrigin { get; init; }

    /// <summary>A reader of a message, which is to be given back.</summary>
    public static GraphReader Rent()
    {
        GraphReader reader = spare ?? new GraphReader(GraphLimits.Default);
        spare = null;
        reader.Limits = GraphLimits.Default with { Deadline = Stopwatch.GetTimestamp() + (MaxSeconds * Stopwatch.Frequency) };
        return reader;
    }

    /// <summary>Keeps the reader for the thread's next message.</summary>
    public void Return()
    {
        if (objects.Count > RetainedObjects || !TryForget())
        {
            return;
        }

        objects.Clear();
        types.Clear();
        completions.Clear();
        depth = 0;
        copied = 0;
        spare = this;
    }

    /// <summary>Reads one value whole.</summary>
    /// <exception cref="InvalidMessageException">The bytes are none that a writer makes.</exception>
    /// <exception cref="TimeoutException">The deadline has passed.</exception>
    /// <exception cref="IOException">A shared object in it cannot be had.</exception>
    public T Read<T>()
    {
        T value = default!;
        ValueCodec codec = Root<T>.Codec;
        if (ReadUInt32() != Root<T>.Fingerprint)
        {
            throw new InvalidMessageException($"The other process has another build of what '{typeof(T)}' is made of.");
        }

        try
        {
            ReadGraph(codec, ref Unsafe.As<T, byte>(ref value));
        }
        catch (Exception exception) when (IsOfTheBytes(exception))
        {
            // Constructors and collections of the base library, and user code that compares keys, refuse what is none.
            throw new InvalidMessageException($"Bytes are no value of '{typeof(T)}': {exception.Message}", exception);
        }

        return value;
    }

    // The last two say why a shared object cannot be had here, which is no fault of the bytes.
    private static bool IsOfTheBytes(Exception exception) =>
        exception is not (InvalidMessageException or TimeoutException or OutOfMemoryException or IOException or ObjectDisposedException);

    private void ReadGraph(ValueCodec codec, ref byte slot)
    {
        completions.Clear();
        codec.Read(this, ref slot);
        ReadWaiting();
        CompleteSince(0);
    }

    private void ReadWaiting()
    {
        while (late.TryDequeue(out (ObjectCodec Codec, object Value) next))
        {
            depth = 1;
            next.Codec.ReadBody(this, next.Value);
            depth = 0;
        }
    }

    /// <summary>A mark for <see cref="CompleteSince"/>.</summary>
    public int CompletionMark => completions.Count;

    /// <summary>Does what was to be done when the whole value stands for the parts read since a mark, which do stand.</summary>
    public void CompleteSince(int mark)
    {
        // Inner ones first: a collection may be a key of another one.
        for (int i = completions.Count - 1; i >= mark; i--)
        {
            completions[i](this);
        }

        completions.RemoveRange(mark, completions.Count - mark);
    }

    /// <summary>Has something done when the whole value stands.</summary>
    public void OnCompleted(Action<GraphReader> action) => completions.Add(action);

    /// <summary>Reads a value of a type that is known where this is called.</summary>
    public T ReadNested<T>()
    {
        T value = default!;
        ValueCodec.Of<T>().Read(this, ref Unsafe.As<T, byte>(ref value));
        return value;
    }

    public Type ReadType() => types.Read(this);

    public object? ReadReference(ReferenceCodec declared)
    {
        uint head = ReadVarUInt();
        switch (head)
        {
            case Heads.Null:
                return null;
            case Heads.New or Heads.Late:
                return ReadNew(declared.Own is { Refusal: null } own ? own : throw Invalid("An object has no type."), head == Heads.Late);
            case Heads.New + 1 or Heads.Late + 1:
                return ReadNew(ReadAdmitted(declared), head != Heads.New + 1);
            case Heads.Static:
                return ReadStatic(declared);
            case Heads.Received or Heads.ReceivedLate:
                return ReadReceived(ReadNumber(), declared.Type, head == Heads.ReceivedLate);
            default:
                return ReadBack(head - Heads.FirstBack, declared);
        }
    }

    // Asked before anything is made for the type: that runs its static constructor.
    private ObjectCodec ReadAdmitted(ReferenceCodec declared)
    {
        Type type = ReadType();
        ObjectCodec? codec = !type.ContainsGenericParameters && declared.Admits(type) ? ObjectCodec.For(type) : null;
        return codec is { Refusal: null } && codec.Type == type ? codec : throw Invalid($"A '{type}' does not stand behind '{declared.Type}'.");
    }

    private object ReadNew(ObjectCodec codec, bool isLate)
    {
        Charge(codec.BaseSize);
        int number = Number();
        if (++depth > MaxDepth)
        {
            throw Invalid("Objects stand in one another too deeply.");
        }

        object value = codec.Create(this);
        objects[number] = value;
        if (isLate)
        {
            late.Enqueue(codec.IsWhole ? throw Invalid("A value cannot come late.") : (codec, value));
        }
        else if (!codec.IsWhole)
        {
            codec.ReadBody(this, value);
        }

        depth--;
        return value;
    }

    private int Number()
    {
        if (objects.Count >= Limits.MaxObjects)
        {
            throw Invalid("A message has too many objects.");
        }

        objects.Add(null);
        return objects.Count - 1;
    }

    private object ReadStatic(ReferenceCodec declared)
    {
        ObjectCodec codec = ReadAdmitted(declared);
        int number = Number();
        int index = ReadNumber();
        object value = codec.Statics?.Find(index) ?? throw Invalid($"'{codec.Type}' has no such static instance.");
        objects[number] = value;
        return value;
    }

    private object ReadBack(uint number, ReferenceCodec declared) =>
        number < (uint)objects.Count && objects[(int)number] is { } value && declared.Type.IsInstanceOfType(value)
            ? value : throw Invalid("A reference leads nowhere.");
}
