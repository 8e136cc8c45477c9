using System;
using System.Runtime.CompilerServices;
using ProcessIsolate.Channels;

namespace ProcessIsolate.Values;

/// <summary>Values that travel as they lie in memory, of which any bits are one.</summary>
internal sealed class PlainCodec(Type type, int size) : ValueCodec(type)
{
    public override int LeastBytes => size;

    public override int PlainSize => size;

    public override void Write(GraphWriter writer, ref byte slot) => writer.WriteRaw(ref slot, size);

    public override void Read(GraphReader reader, ref byte slot) => reader.ReadRaw(ref slot, size);
}

/// <summary>Values that travel as they lie in memory, of which not any bits are one.</summary>
internal sealed class CheckedCodec<T>(CheckedCodec<T>.Check isValue) : ValueCodec(typeof(T))
    where T : unmanaged
{
    internal delegate bool Check(ref byte bits);

    public override int LeastBytes => Unsafe.SizeOf<T>();

    public override void Write(GraphWriter writer, ref byte slot) => writer.WriteRaw(ref slot, Unsafe.SizeOf<T>());

    public override bool IsValue(ref byte slot) => isValue(ref slot);

    public override void Read(GraphReader reader, ref byte slot)
    {
        reader.ReadRaw(ref slot, Unsafe.SizeOf<T>());
        if (!isValue(ref slot))
        {
            Unsafe.InitBlockUnaligned(ref slot, 0, (uint)Unsafe.SizeOf<T>());
            throw GraphReader.Invalid($"Bytes are no value of '{typeof(T)}'.");
        }
    }
}

/// <summary>A structure, field by field.</summary>
internal sealed class StructCodec : ValueCodec
{
    private readonly FieldSteps fields;
    private readonly int elements;
    private readonly int elementSize;

    public StructCodec(Type type)
        : base(type)
    {
        fields = FieldSteps.OfStruct(type);
        int size = TypeMaker.SizeOf(type);
        InlineArrayAttribute? inline = (InlineArrayAttribute?)Attribute.GetCustomAttribute(type, typeof(InlineArrayAttribute));
        elements = inline?.Length ?? 1;
        elementSize = size / elements;
        PlainSize = inline is null && fields.PlainSize == size ? size
            : inline is not null && fields.PlainSize == elementSize ? size
            : type.StructLayoutAttribute is { Size: > 0 } && !fields.HasReferences() ? size : 0;
    }

    public override int LeastBytes => PlainSize > 0 ? PlainSize : (int)Math.Min(int.MaxValue, (long)fields.LeastBytes * elements);

    public override int PlainSize { get; }

    public override bool IsAnyBits => PlainSize > 0 || fields.AreAnyBits();

    public override bool IsValue(ref byte slot)
    {
        for (int i = 0; i < elements && PlainSize == 0; i++)
        {
            if (!fields.AreValues(ref Unsafe.Add(ref slot, i * elementSize)))
            {
                return false;
            }
        }

        return true;
    }

    public override void Write(GraphWriter writer, ref byte slot)
    {
        if (PlainSize > 0)
        {
            writer.WriteRaw(ref slot, PlainSize);
            return;
        }

        for (int i = 0; i < elements; i++)
        {
            fields.Write(writer, ref Unsafe.Add(ref slot, i * elementSize));
        }

        if (fields.LeastBytes == 1 && fields.Size == 0)
        {
            writer.WriteByte(0);
        }
    }

    public override void Read(GraphReader reader, ref byte slot)
    {
        if (PlainSize > 0)
        {
            reader.ReadRaw(ref slot, PlainSize);
            return;
        }

        for (int i = 0; i < elements; i++)
        {
            fields.Read(reader, ref Unsafe.Add(ref slot, i * elementSize));
        }

        if (fields.LeastBytes == 1 && fields.Size == 0)
        {
            reader.ReadByte();
        }
    }
}

/// <summary>Whether there is a value, and the value.</summary>
/// <param name="type">The nullable type.</param>
/// <param name="value">The codec of the other.</param>
/// <param name="offset">Where the value stands: behind the word, as far as its alignment wants it.</param>
internal sealed class NullableCodec(Type type, ValueCodec value, int offset) : ValueCodec(type)
{
    // The value counts also where there is none: GetValueOrDefault hands it out.
    public override bool IsValue(ref byte slot) => slot <= 1 && value.IsValue(ref Unsafe.Add(ref slot, offset));

    public override void Write(GraphWriter writer, ref byte slot)
    {
        writer.WriteByte(slot);
        if (slot != 0)
        {
            value.Write(writer, ref Unsafe.Add(ref slot, offset));
        }
    }

    public override void Read(GraphReader reader, ref byte slot)
    {
        byte has = reader.ReadByte();
        if (has > 1)
        {
            throw GraphReader.Invalid($"Bytes are no value of '{Type}'.");
        }

        slot = has;
        if (has != 0)
        {
            value.Read(reader, ref Unsafe.Add(ref slot, offset));
        }
    }
}

/// <summary>A value type that is rebuilt through its public API.</summary>
internal sealed class ApiValueCodec<T>(Action<GraphWriter, T> write, Func<GraphReader, T> read, int leastBytes = 1) : ValueCodec(typeof(T))
{
    public override int LeastBytes => leastBytes;

    public override bool IsValue(ref byte slot) => PlainItem.IsValid(ref Unsafe.As<byte, T>(ref slot));

    public override void Write(GraphWriter writer, ref byte slot) => write(writer, Unsafe.As<byte, T>(ref slot));

    public override void Read(GraphReader reader, ref byte slot)
    {
        try
        {
            Unsafe.As<byte, T>(ref slot) = read(reader);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
        {
            throw new Rpc.InvalidMessageException($"Bytes are no value of '{typeof(T)}': {exception.Message}", exception);
        }
    }
}
