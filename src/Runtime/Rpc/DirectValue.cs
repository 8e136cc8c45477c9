using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ProcessIsolate.Rpc;

/// <summary>Values of a batch that are their own memory, and short texts, which are their UTF-16 units, lone surrogates too.</summary>
/// <typeparam name="T">A method's only argument in its tuple, or its result.</typeparam>
/// <remarks>Such a value needs no graph: there is one object at most, and nothing in it. A map of a million texts is spent in what is done
/// for each of them, so this is all of it. Whether a value is a text is asked once for a batch and handed in: code that is shared by
/// all reference types would look it up for each item.</remarks>
internal static class DirectValue<T>
{
    /// <summary>Longer texts travel as graphs do: they are copied whole into more places than this is worth.</summary>
    public const int MaxBytes = 2048;

    /// <summary>Whether values of the type are texts.</summary>
    public static bool IsText => typeof(T) == typeof(string) || typeof(T) == typeof(ValueTuple<string>);

    /// <summary>Whether values of the type may travel so.</summary>
    public static bool IsPossible => IsText || RawValue.IsPlain<T>();

    /// <summary>The bytes that stand for a value; valid for as long as the value stays where it is.</summary>
    /// <returns>False for a long text and for null.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryGetBytes(ref T value, bool isText, out ReadOnlySpan<byte> bytes)
    {
        if (!isText)
        {
            bytes = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, byte>(ref value), Unsafe.SizeOf<T>());
            return true;
        }

        // A tuple of one text is a text's reference and nothing else.
        string? text = Unsafe.As<T, string?>(ref value);
        bytes = MemoryMarshal.AsBytes(text.AsSpan());
        return text is not null && bytes.Length <= MaxBytes;
    }

    /// <summary>Makes a value of bytes that may be hostile.</summary>
    /// <exception cref="InvalidMessageException">They are none of the type.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Read(ReadOnlySpan<byte> bytes, bool isText)
    {
        if (!isText)
        {
            return bytes.Length == Unsafe.SizeOf<T>() ? RawValue.Read<T>(bytes) : throw Misfit();
        }

        string text = (bytes.Length & 1) == 0 ? new string(MemoryMarshal.Cast<byte, char>(bytes)) : throw Misfit();
        return Unsafe.As<string, T>(ref text);
    }

    private static InvalidMessageException Misfit() => new("The bytes of a record are no value of its type.");
}
