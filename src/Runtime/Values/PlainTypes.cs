using System;
using System.Collections;
using System.Collections.Generic;
using System.Drawing;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace ProcessIsolate.Values;

/// <summary>Value types of the base library.</summary>
internal static class PlainTypes
{
    private const int SignBit = int.MinValue;
    private const int ScaleShift = 16;
    private const int MaxScale = 28;

    public static void AddFirstTo(BaseLibraryTable table)
    {
        // Named by number when one of them stands behind object.
        table.Fields(typeof(object));
        table.Object(typeof(string), static _ => new TextObjectCodec());
        table.Plain(
            typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong),
            typeof(char), typeof(float), typeof(double));
        table.Value(typeof(bool), ValueCodec.For);
        table.Plain(typeof(Guid), typeof(TimeSpan));
        table.Checked<decimal>(static (ref byte bits) => IsDecimal(ref bits));
        table.Checked<DateTime>(static (ref byte bits) => Unsafe.As<byte, DateTime>(ref bits).Ticks <= DateTime.MaxValue.Ticks);
        table.Fields(typeof(KeyValuePair<,>));
        table.Fields(typeof(ValueTuple));
        table.Fields(typeof(ValueTuple<>));
        table.Fields(typeof(ValueTuple<,>));
        table.Fields(typeof(ValueTuple<,,>));
        table.Fields(typeof(ValueTuple<,,,>));
    }

    public static void AddTo(BaseLibraryTable table)
    {
        table.Plain(
            typeof(Half), typeof(Int128), typeof(UInt128), typeof(Complex),
            typeof(Vector2), typeof(Vector3), typeof(Vector4), typeof(Quaternion), typeof(System.Numerics.Plane), typeof(Matrix3x2), typeof(Matrix4x4),
            typeof(Vector<>), typeof(Vector64<>), typeof(Vector128<>), typeof(Vector256<>), typeof(Vector512<>),
            typeof(Index), typeof(Range), typeof(Point), typeof(PointF), typeof(Size), typeof(SizeF), typeof(Rectangle), typeof(RectangleF),
            typeof(HashCode), typeof(System.Collections.Specialized.BitVector32));
        AddChecked(table);
        table.Fields(typeof(DictionaryEntry));
        table.Fields(typeof(Color));
        table.Fields(typeof(ValueTuple<,,,,>));
        table.Fields(typeof(ValueTuple<,,,,,>));
        table.Fields(typeof(ValueTuple<,,,,,,>));
        table.Fields(typeof(ValueTuple<,,,,,,,>));
        table.Fields(typeof(Tuple<>));
        table.Fields(typeof(Tuple<,>));
        table.Fields(typeof(Tuple<,,>));
        table.Fields(typeof(Tuple<,,,>));
        table.Fields(typeof(Tuple<,,,,>));
        table.Fields(typeof(Tuple<,,,,,>));
        table.Fields(typeof(Tuple<,,,,,,>));
        table.Fields(typeof(Tuple<,,,,,,,>));
        table.Fields(typeof(StrongBox<>));
        table.Fields(typeof(EventArgs));
        table.Fields(typeof(Version));
        table.Fields(typeof(DBNull));
        AddMemory(table);
        table.Value<BigInteger>(
            static (writer, value) => WriteBytes(writer, value.ToByteArray()),
            static reader => new BigInteger(ReadBytes(reader)));
    }

    public static void WriteBytes(GraphWriter writer, ReadOnlySpan<byte> bytes)
    {
        writer.WriteCount(bytes.Length);
        writer.WriteRaw(bytes);
    }

    public static ReadOnlySpan<byte> ReadBytes(GraphReader reader)
    {
        int length = reader.ReadCount(1);
        reader.Charge(length);
        return reader.ReadSpan(length);
    }

    private static void AddChecked(BaseLibraryTable table)
    {
        table.Checked<DateOnly>(static (ref byte bits) => (uint)Unsafe.As<byte, DateOnly>(ref bits).DayNumber <= (uint)DateOnly.MaxValue.DayNumber);
        table.Checked<TimeOnly>(static (ref byte bits) => (ulong)Unsafe.As<byte, TimeOnly>(ref bits).Ticks <= (ulong)TimeOnly.MaxValue.Ticks);
        table.Checked<Rune>(static (ref byte bits) => Rune.IsValid(Unsafe.As<byte, Rune>(ref bits).Value));
        table.Value<DateTimeOffset>(
            static (writer, value) =>
            {
                writer.WriteInt64(value.Ticks);
                writer.WriteInt32((int)(value.Offset.Ticks / TimeSpan.TicksPerMinute));
            },
            static reader => new DateTimeOffset(reader.ReadInt64(), TimeSpan.FromMinutes(reader.ReadInt32())),
            12);
    }

    // A peer must not make bits that optimized code treats in unforeseen ways.
    private static bool IsDecimal(ref byte bits)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(Unsafe.ReadUnaligned<decimal>(ref bits), parts);
        int scale = (parts[3] & ~SignBit) >> ScaleShift;
        return scale <= MaxScale && (parts[3] & ~SignBit) == scale << ScaleShift;
    }

    private static void AddMemory(BaseLibraryTable table)
    {
        table.GenericValue(typeof(Memory<>), typeof(MemoryCodec<>));
        table.GenericValue(typeof(ReadOnlyMemory<>), typeof(ReadOnlyMemoryCodec<>));
        table.GenericValue(typeof(ArraySegment<>), typeof(ArraySegmentCodec<>));
    }
}

/// <summary>A piece of an array, with the array.</summary>
internal sealed class ArraySegmentCodec<T>() : ValueCodec(typeof(ArraySegment<T>))
{
    public override void Write(GraphWriter writer, ref byte slot) => WritePiece(writer, Unsafe.As<byte, ArraySegment<T>>(ref slot));

    public override void Read(GraphReader reader, ref byte slot) => Unsafe.As<byte, ArraySegment<T>>(ref slot) = ReadPiece(reader);

    public static void WritePiece(GraphWriter writer, ArraySegment<T> segment)
    {
        writer.WriteNested(segment.Array);
        if (segment.Array is not null)
        {
            writer.WriteCount(segment.Offset);
            writer.WriteCount(segment.Count);
        }
    }

    public static ArraySegment<T> ReadPiece(GraphReader reader)
    {
        if (reader.ReadNested<T[]>() is not { } array)
        {
            return default;
        }

        int offset = reader.ReadNumber();
        int count = reader.ReadNumber();

        // Code that trusts a piece of memory would write elements of another type into it.
        return array.GetType() == typeof(T[]) && (long)offset + count <= array.Length
            ? new ArraySegment<T>(array, offset, count) : throw GraphReader.Invalid("A piece of memory does not lie in its array.");
    }
}

/// <summary>Memory over an array; memory over anything else as a copy of its elements.</summary>
internal sealed class MemoryCodec<T>() : ValueCodec(typeof(Memory<T>))
{
    public override void Write(GraphWriter writer, ref byte slot) =>
        ReadOnlyMemoryCodec<T>.WriteMemory(writer, Unsafe.As<byte, Memory<T>>(ref slot));

    public override void Read(GraphReader reader, ref byte slot) => Unsafe.As<byte, Memory<T>>(ref slot) = ArraySegmentCodec<T>.ReadPiece(reader);
}

internal sealed class ReadOnlyMemoryCodec<T>() : ValueCodec(typeof(ReadOnlyMemory<T>))
{
    public static void WriteMemory(GraphWriter writer, ReadOnlyMemory<T> memory)
    {
        // A whole array keeps its identity. Of a piece only the piece: what lies around it may be secret.
        bool isWhole = System.Runtime.InteropServices.MemoryMarshal.TryGetArray(memory, out ArraySegment<T> segment)
            && segment.Array?.GetType() == typeof(T[]) && segment.Count == segment.Array.Length;
        ArraySegmentCodec<T>.WritePiece(writer, isWhole ? segment : memory.IsEmpty ? default : new ArraySegment<T>(memory.ToArray()));
    }

    public override void Write(GraphWriter writer, ref byte slot) => WriteMemory(writer, Unsafe.As<byte, ReadOnlyMemory<T>>(ref slot));

    public override void Read(GraphReader reader, ref byte slot) =>
        Unsafe.As<byte, ReadOnlyMemory<T>>(ref slot) = ArraySegmentCodec<T>.ReadPiece(reader);
}
