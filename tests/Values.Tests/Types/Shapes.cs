using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading;

namespace ProcessIsolate.Values.Tests.Types;

public enum Small : byte
{
    None,
    Some = 200,
}

[Flags]
public enum Wide : long
{
    None = 0,
    Low = 1,
    High = long.MinValue,
}

public abstract record Shape;

public sealed record Circle(double Radius) : Shape;

public record Square(double Side) : Shape;

public sealed record Tile(double Side, string Colour) : Square(Side);

public class Generation<T>
{
    private readonly T secret;

    public Generation(T secret) => this.secret = secret;

    public T Reveal() => secret;
}

public sealed class Heir(string own, int inherited) : Generation<int>(inherited)
{
    public string Own => own;
}

public sealed class Outer
{
    private readonly Inner inner;
    private readonly Pair<string>[] pairs;

    public Outer(int value, params string[] names)
    {
        inner = new Inner { Value = value };
        pairs = Array.ConvertAll(names, static name => new Pair<string>(name, name.Length));
    }

    public int Sum() => inner.Value + pairs.Length;

    private sealed class Inner
    {
        public int Value { get; init; }
    }

    private readonly struct Pair<T>(T item, int number)
    {
        public T Item { get; } = item;

        public int Number { get; } = number;
    }
}

[StructLayout(LayoutKind.Explicit)]
public struct Union
{
    [FieldOffset(0)]
    public int Whole;

    [FieldOffset(0)]
    public float Real;

    [FieldOffset(4)]
    public byte Tag;
}

[StructLayout(LayoutKind.Sequential, Pack = 1)]
public struct Packed
{
    public byte Kind;
    public long Value;
    public short Last;
}

[StructLayout(LayoutKind.Explicit)]
public sealed class Laid
{
    [FieldOffset(0)]
    public string? Name;

    [FieldOffset(8)]
    public double Value;

    [FieldOffset(16)]
    public int Count;
}

[System.Runtime.CompilerServices.InlineArray(5)]
public struct Five
{
    private int first;

    public static Five Make(int start)
    {
        Five five = default;
        for (int i = 0; i < 5; i++)
        {
            five[i] = start + i;
        }

        return five;
    }
}

public unsafe struct Fixed
{
    public fixed byte Bytes[7];
    public int After;

    public static Fixed Make()
    {
        Fixed made = default;
        for (int i = 0; i < 7; i++)
        {
            made.Bytes[i] = (byte)(i * 3);
        }

        made.After = 9;
        return made;
    }
}

/// <summary>An event without subscribers is a field that is null.</summary>
public sealed class Bell
{
    public event EventHandler? Rung;

    public int Rings { get; set; }

    public void Ring() => Rung?.Invoke(this, EventArgs.Empty);
}

public sealed class WithHook
{
    public Func<int, int>? Hook { get; set; }

    public int Value { get; set; }
}

/// <summary>JSON would write it as one text.</summary>
[JsonConverter(typeof(CelsiusConverter))]
public readonly record struct Celsius(double Degrees);

internal sealed class CelsiusConverter : JsonConverter<Celsius>
{
    public override Celsius Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(Math.Round(reader.GetDouble()));

    public override void Write(Utf8JsonWriter writer, Celsius value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Degrees);
}

public sealed class Ignored
{
    [JsonIgnore]
    public int Kept { get; set; }

    [JsonPropertyName("same")]
    public List<int>? First { get; set; }

    [JsonExtensionData]
    public Dictionary<string, object>? Rest { get; set; }
}

/// <summary>Guards itself: the copy has a lock of its own, which is free.</summary>
public sealed class Guarding
{
    private readonly Lock guard = new();
    private readonly object older = new();

    public int Count { get; set; }

    public void Add()
    {
        lock (guard)
        lock (older)
        {
            Count++;
        }
    }
}

/// <summary>What [NonSerialized] says stays behind; the hook fills it.</summary>
public sealed class Cached
{
    [NonSerialized]
    private int length;

    public Cached(string text) => (Text, length) = (text, text.Length);

    public string Text { get; }

    public int Length => length;

    [System.Runtime.Serialization.OnDeserialized]
    private void Fill(System.Runtime.Serialization.StreamingContext context) => length = Text.Length;
}
