using System.Runtime.CompilerServices;

namespace ProcessIsolate.Values;

/// <summary>Elements one after another.</summary>
internal static class ElementLoop
{
    // A piece of what is copied at once, so that its length in bytes is an int.
    private const int MaxPiece = 1 << 24;

    /// <param name="writer">Where to.</param>
    /// <param name="first">The first element, of <paramref name="count"/> that follow one another.</param>
    /// <param name="count">How many.</param>
    /// <param name="element">Their codec.</param>
    /// <param name="size">Their size, as the array has it.</param>
    public static void Write(GraphWriter writer, ref byte first, int count, ValueCodec element, int size)
    {
        if (element.PlainSize == size)
        {
            for (int at = 0; at < count; at += MaxPiece)
            {
                writer.WriteRaw(ref Unsafe.Add(ref first, (nint)at * size), System.Math.Min(MaxPiece, count - at) * size);
            }

            return;
        }

        int index = 0;
        try
        {
            for (; index < count; index++)
            {
                element.Write(writer, ref Unsafe.Add(ref first, (nint)index * size));
            }
        }
        catch (CannotCrossException exception)
        {
            exception.Prepend($"[{index}]");
            throw;
        }
    }

    public static void Read(GraphReader reader, ref byte first, int count, ValueCodec element, int size)
    {
        if (element.PlainSize == size)
        {
            for (int at = 0; at < count; at += MaxPiece)
            {
                reader.ReadRaw(ref Unsafe.Add(ref first, (nint)at * size), System.Math.Min(MaxPiece, count - at) * size);
            }

            return;
        }

        for (int index = 0; index < count; index++)
        {
            element.Read(reader, ref Unsafe.Add(ref first, (nint)index * size));
        }
    }
}
