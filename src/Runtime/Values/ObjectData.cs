using System;
using System.Runtime.CompilerServices;

namespace ProcessIsolate.Values;

/// <summary>The memory of an object behind its header.</summary>
/// <remarks>That fields begin where the field of <see cref="Raw"/> does is how the runtime lays objects out, not a contract:
/// <see cref="IsKnown"/> looks once whether it is so.</remarks>
internal static class ObjectData
{
    /// <summary>Whether this runtime lays out objects as the engine expects.</summary>
    public static bool IsKnown { get; } = Look();

    public static ref byte Of(object value) => ref Unsafe.As<Raw>(value).First;

    private static bool Look()
    {
        try
        {
            FieldOffsets offsets = new(typeof(Sample));
            Sample sample = new() { Text = "text", Number = 7, Inner = new KeyValue { Key = 3, Value = "value" } };
            ref byte data = ref Of(sample);
            return Unsafe.As<byte, string>(ref Unsafe.Add(ref data, offsets.Find(typeof(Sample).GetField(nameof(Sample.Text))!))) == "text"
                && Unsafe.As<byte, int>(ref Unsafe.Add(ref data, offsets.Find(typeof(Sample).GetField(nameof(Sample.Number))!))) == 7
                && Unsafe.As<byte, KeyValue>(ref Unsafe.Add(ref data, offsets.Find(typeof(Sample).GetField(nameof(Sample.Inner))!))).Key == 3;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private sealed class Raw
    {
        public byte First;
    }

    private struct KeyValue
    {
        public int Key;
        public string Value;
    }

    private sealed class Sample
    {
        public int Number;
        public string Text = "";
        public KeyValue Inner;
    }
}
