using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ProcessIsolate.CompilerServices;

namespace ProcessIsolate.Serialization;

/// <summary>Small arrays of numbers as JSON; bytes as base64, as System.Text.Json has them.</summary>
/// <remarks>The comparisons of types are decided when the method is compiled for each element type.</remarks>
internal static class JsonNumbers
{
    public static void Write<T>(ArgumentWriter writer, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        if (typeof(T) == typeof(byte))
        {
            writer.WriteBase64(MemoryMarshal.AsBytes(values));
            return;
        }

        writer.WriteStartList();
        foreach (T value in values)
        {
            WriteOne(writer, value);
        }

        writer.WriteEndList();
    }

    public static T[] Read<T>(ref ArgumentReader reader)
        where T : unmanaged
    {
        List<T> values = [];
        while (!reader.TryReadEndArray())
        {
            values.Add(ReadOne<T>(ref reader));
        }

        return [.. values];
    }

    private static void WriteOne<T>(ArgumentWriter writer, T value)
        where T : unmanaged
    {
        if (typeof(T) == typeof(int))
        {
            writer.Write(Unsafe.BitCast<T, int>(value));
        }
        else if (typeof(T) == typeof(double))
        {
            writer.Write(Unsafe.BitCast<T, double>(value));
        }
        else if (typeof(T) == typeof(float))
        {
            writer.Write(Unsafe.BitCast<T, float>(value));
        }
        else if (typeof(T) == typeof(ulong))
        {
            writer.Write(Unsafe.BitCast<T, ulong>(value));
        }
        else
        {
            writer.Write(
                typeof(T) == typeof(long) ? Unsafe.BitCast<T, long>(value)
                : typeof(T) == typeof(uint) ? Unsafe.BitCast<T, uint>(value)
                : typeof(T) == typeof(short) ? Unsafe.BitCast<T, short>(value)
                : typeof(T) == typeof(ushort) || typeof(T) == typeof(char) ? Unsafe.BitCast<T, ushort>(value)
                : typeof(T) == typeof(sbyte) ? Unsafe.BitCast<T, sbyte>(value)
                : throw new NotSupportedException($"Arrays of '{typeof(T)}' do not travel as numbers."));
        }
    }

    private static T ReadOne<T>(ref ArgumentReader reader)
        where T : unmanaged =>
        typeof(T) == typeof(int) ? Unsafe.BitCast<int, T>(reader.ReadInt32())
        : typeof(T) == typeof(double) ? Unsafe.BitCast<double, T>(reader.ReadDouble())
        : typeof(T) == typeof(float) ? Unsafe.BitCast<float, T>(reader.ReadSingle())
        : typeof(T) == typeof(ulong) ? Unsafe.BitCast<ulong, T>(reader.ReadUInt64())
        : typeof(T) == typeof(long) ? Unsafe.BitCast<long, T>(reader.ReadInt64())
        : typeof(T) == typeof(uint) ? Unsafe.BitCast<uint, T>(reader.ReadUInt32())
        : typeof(T) == typeof(short) ? Unsafe.BitCast<short, T>(reader.ReadInt16())
        : typeof(T) == typeof(ushort) ? Unsafe.BitCast<ushort, T>(reader.ReadUInt16())
        : typeof(T) == typeof(char) ? Unsafe.BitCast<char, T>(reader.ReadChar())
        : typeof(T) == typeof(sbyte) ? Unsafe.BitCast<sbyte, T>(reader.ReadSByte())
        : typeof(T) == typeof(byte) ? Unsafe.BitCast<byte, T>(reader.ReadByte())
        : throw new NotSupportedException($"Arrays of '{typeof(T)}' do not travel as numbers.");
}
