using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Values;

/// <summary>Reads what a <see cref="GraphWriter"/> wrote, out of bytes that may be hostile.</summary>
/// <remarks>The bytes must lie in memory that no other process can change while they are read. Used by one thread.</remarks>
internal sealed class GraphReader
{
    private const int MaxDepth = 400;
    private const int ClockStride = 1000;

    private const int RetainedBytes = 1 << 18;
    private const int RetainedObjects = 1 << 12;
    private const long MaxSeconds = 60;

    private GraphLimits limits;
    private readonly List<object?> objects = [];
    private readonly Queue<(ObjectCodec Codec, object Value)> late = [];
    private readonly List<Action<GraphReader>> completions = [];
    private readonly TypeReader types = new();
    private byte[] array = [];
    private byte[] own = [];
    private int position;
    private int end;
    private int depth;
    private int untilClock = ClockStride;
    private long memoryLeft = GraphLimits.BaseMemory;

    // Each thread keeps one; user code that is run while it reads may make calls of its own.
    [ThreadStatic]
    private static GraphReader? spare;

    /// <summary>A reader without bytes.</summary>
    public GraphReader(GraphLimits limits) => this.limits = limits;

    /// <summary>A reader of one block.</summary>
    public GraphReader(ReadOnlyMemory<byte> block, GraphLimits limits)
        : this(limits) => Feed(block);

    /// <summary>What stands below the stack of each exception: where it comes from.</summary>
    public string? StackOrigin { get; init; }

    /// <summary>How many bytes are left.</summary>
    public int Left => end - position;

    /// <summary>Goes on with further bytes of the same message. They must not change while they are read.</summary>
    public void Feed(ReadOnlyMemory<byte> block)
    {
        if (MemoryMarshal.TryGetArray(block, out ArraySegment<byte> segment))
        {
            array = segment.Array!;
            position = segment.Offset;
        }
        else
        {
            array = block.ToArray();
            position = 0;
        }

        end = position + block.Length;
        memoryLeft += (long)block.Length * limits.MemoryFactor;
    }

    /// <summary>A reader of a message, which is to be given back.</summary>
    public static GraphReader Rent()
    {
        GraphReader reader = spare ?? new GraphReader(GraphLimits.Default);
        spare = null;
        reader.limits = GraphLimits.Default with { Deadline = Stopwatch.GetTimestamp() + (MaxSeconds * Stopwatch.Frequency) };
        return reader;
    }

    /// <summary>Keeps the reader for the thread's next message.</summary>
    public void Return()
    {
        if (own.Length > RetainedBytes || objects.Count > RetainedObjects)
        {
            return;
        }

        objects.Clear();
        types.Clear();
        completions.Clear();
        memoryLeft = GraphLimits.BaseMemory;
        depth = 0;
        spare = this;
    }

    /// <summary>Goes on with bytes that follow a message, which are copied: nobody changes them any more.</summary>
    public void Feed(IAttachments attachments, int length)
    {
        if (own.Length < length)
        {
            own = new byte[Math.Max(length, 256)];
        }

        attachments.Read(own.AsSpan(0, length));
        Feed(own.AsMemory(0, length));
    }

    /// <summary>Goes on with bytes that are copied: nobody changes them any more.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        if (own.Length < bytes.Length)
        {
            own = new byte[Math.Max(bytes.Length, 256)];
        }

        bytes.CopyTo(own);
        Feed(own.AsMemory(0, bytes.Length));
    }

    /// <summary>Reads one value whole.</summary>
    /// <exception cref="InvalidMessageException">The bytes are none that a writer makes.</exception>
    /// <exception cref="TimeoutException">The deadline has passed.</exception>
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
        catch (Exception exception) when (exception is not (InvalidMessageException or TimeoutException or OutOfMemoryException))
        {
            // Constructors and collections of the base library, and user code that compares keys, refuse what is none.
            throw new InvalidMessageException($"Bytes are no value of '{typeof(T)}': {exception.Message}", exception);
        }

        return value;
    }

    private void ReadGraph(ValueCodec codec, ref byte slot)
    {
        completions.Clear();
        codec.Read(this, ref slot);
        while (late.TryDequeue(out (ObjectCodec Codec, object Value) next))
        {
            depth = 1;
            next.Codec.ReadBody(this, next.Value);
            depth = 0;
        }

        CompleteSince(0);
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

    /// <summary>Fails when bytes are left over.</summary>
    public void ExpectEnd()
    {
        if (Left > 0)
        {
            throw new InvalidMessageException("Bytes are left over behind a value.");
        }
    }

    /// <summary>Has something done when the whole value stands.</summary>
    public void OnCompleted(Action<GraphReader> action) => completions.Add(action);

    public byte ReadByte() => position < end ? array[position++] : throw Short();

    public uint ReadUInt32() => Unsafe.ReadUnaligned<uint>(ref Take(sizeof(uint)));

    public int ReadInt32() => (int)ReadUInt32();

    public long ReadInt64() => Unsafe.ReadUnaligned<long>(ref Take(sizeof(long)));

    public uint ReadVarUInt()
    {
        uint value = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            byte next = ReadByte();
            value |= (uint)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return shift == 28 && next > 0xF ? throw Invalid("A number is too large.") : value;
            }
        }

        throw Invalid("A number is too long.");
    }

    /// <summary>Reads how many elements follow, which must fit in what is left.</summary>
    /// <param name="leastBytes">The fewest bytes of one.</param>
    public int ReadCount(int leastBytes)
    {
        uint count = ReadVarUInt();
        return (ulong)count * (uint)leastBytes <= (ulong)Left ? (int)count : throw Short();
    }

    /// <summary>Reads a number up to a limit.</summary>
    public int ReadNumber(int limit = int.MaxValue)
    {
        uint value = ReadVarUInt();
        return value <= (uint)limit ? (int)value : throw Invalid("A number is too large.");
    }

    public void ReadRaw(ref byte target, int length)
    {
        if (length > 0)
        {
            Unsafe.CopyBlockUnaligned(ref target, ref Take(length), (uint)length);
        }
    }

    public ReadOnlySpan<byte> ReadSpan(int length)
    {
        ref byte start = ref Take(length);
        return MemoryMarshal.CreateReadOnlySpan(ref start, length);
    }

    public string? ReadText()
    {
        uint length = ReadVarUInt();
        if (length == 0)
        {
            return null;
        }

        long bytes = (length - 1L) * sizeof(char);
        if (bytes > Left)
        {
            throw Short();
        }

        Charge(bytes + 32);
        ReadOnlySpan<char> text = MemoryMarshal.Cast<byte, char>(ReadSpan((int)bytes));
        return text.IsEmpty ? "" : new string(text);
    }

    public string ReadRequiredText() => ReadText() ?? throw Invalid("A text is missing.");

    /// <summary>Reads a value of a type that is known where this is called.</summary>
    public T ReadNested<T>()
    {
        T value = default!;
        ValueCodec.Of<T>().Read(this, ref Unsafe.As<T, byte>(ref value));
        return value;
    }

    public Type ReadType() => types.Read(this);

    /// <summary>Counts memory that is about to be taken.</summary>
    public void Charge(long bytes)
    {
        memoryLeft -= bytes;
        if (memoryLeft < 0)
        {
            throw Invalid("A value takes more memory than its bytes explain.");
        }

        Tick();
    }

    /// <summary>Looks at the clock once in a while.</summary>
    public void Tick()
    {
        if (--untilClock <= 0)
        {
            untilClock = ClockStride;
            if (limits.Deadline != 0 && Stopwatch.GetTimestamp() > limits.Deadline)
            {
                throw new TimeoutException("A value from another process took too long to read.");
            }
        }
    }

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
            default:
                return ReadBack(head - Heads.FirstBack, declared);
        }
    }

    public static InvalidMessageException Invalid(string text) => new(text);

    private ObjectCodec ReadAdmitted(ReferenceCodec declared)
    {
        ObjectCodec codec = ObjectCodec.For(ReadType());
        return codec.Refusal is null && declared.Admits(codec)
            ? codec : throw Invalid($"A '{codec.Type}' does not stand behind '{declared.Type}'.");
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
        if (objects.Count >= limits.MaxObjects)
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref byte Take(int length)
    {
        if ((uint)length > (uint)(end - position))
        {
            throw Short();
        }

        ref byte at = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(array), position);
        position += length;
        return ref at;
    }

    private static InvalidMessageException Short() => new("A value ends before all of it is there.");
}
