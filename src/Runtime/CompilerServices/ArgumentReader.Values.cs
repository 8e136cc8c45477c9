using System;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ProcessIsolate.Rpc;
using ProcessIsolate.Values;

namespace ProcessIsolate.CompilerServices;

public ref partial struct ArgumentReader
{
    /// <summary>Reads what <see cref="ArgumentWriter.WriteValue{T}(T, RemoteModule)"/> wrote.</summary>
    public T? ReadValue<T>(RemoteModule module)
    {
        if (!isExact)
        {
            return Read(module.GetTypeInfo<T>());
        }

        Next();
        if (json.TokenType != JsonTokenType.Number || !json.TryGetInt32(out int length) || length < 0
            || attachments is null || length > attachments.Left)
        {
            throw new InvalidMessageException("A message refers to a value that does not follow it.");
        }

        return ReadGraph<T>(length);
    }

    /// <summary>Reads the one value that all bytes behind the text are.</summary>
    internal T ReadGraph<T>()
    {
        T value = attachments is { Left: > 0 and <= int.MaxValue }
            ? ReadGraph<T>((int)attachments.Left) : throw new InvalidMessageException("A record has no value.");
        ReturnGraph();
        return value;
    }

    private T ReadGraph<T>(int length)
    {
        graph ??= GraphReader.Rent();
        graph.Feed(attachments!, length);
        T value = graph.Read<T>();
        graph.ExpectEnd();
        return value;
    }

    // Where reading failed the reader is not given back.
    private void ReturnGraph()
    {
        graph?.Return();
        graph = null;
    }

    private double ReadExactDouble()
    {
        return long.TryParse(json.GetString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long bits)
            && BitConverter.Int64BitsToDouble(bits) is var value && double.IsNaN(value)
            ? value : throw new JsonException("Expected a number.");
    }

    private decimal ReadNegativeZero()
    {
        return json.GetString() is ['-', .. string digits]
            && decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal zero) && zero == 0
            ? decimal.Negate(zero) : throw new JsonException("Expected a number.");
    }

    private float ReadExactSingle()
    {
        return int.TryParse(json.GetString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int bits)
            && BitConverter.Int32BitsToSingle(bits) is var value && float.IsNaN(value)
            ? value : throw new JsonException("Expected a number.");
    }

    private DateTime ReadExactDate()
    {
        long bits = json.GetInt64();
        DateTime value = Unsafe.As<long, DateTime>(ref bits);
        return value.Ticks <= DateTime.MaxValue.Ticks ? value : throw new JsonException("Expected a date.");
    }
}
