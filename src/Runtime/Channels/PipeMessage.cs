using System;
using System.Buffers;
using System.Globalization;

namespace ProcessIsolate.Channels;

/// <summary>A message as it is put together of its pieces; kept by its receiver when it gives up in the middle.</summary>
internal sealed class PipeMessage
{
    /// <summary>Buffers up to this size are used again.</summary>
    public const int Retained = 1 << 20;

    private byte[] buffer = [];
    private int begun;
    private int length;
    private bool isNull;

    public bool IsComplete { get; private set; }

    /// <summary>Whether its beginning is there.</summary>
    public bool IsOpen { get; private set; }

    public static MessageTooLargeException TooLarge(int limit) => new(
        string.Create(CultureInfo.InvariantCulture, $"A message of a pipe has more than {limit:N0} bytes, which is this end's MaxMessageBytes."));

    /// <summary>Whether the message is within a limit with one more piece.</summary>
    public bool Fits(int pieceLength, uint flags, int limit) =>
        (long)pieceLength + ((flags & PipeDirection.First) != 0 ? 0 : length) <= limit;

    /// <summary>Room for a piece that fits.</summary>
    public Span<byte> Begin(int pieceLength, uint flags)
    {
        if ((flags & PipeDirection.First) != 0)
        {
            // The sender of what came before died, or gave up, in the middle.
            Clear();
            IsOpen = true;
            isNull = (flags & PipeDirection.Null) != 0;
        }

        begun = pieceLength;
        long needed = (long)length + pieceLength;
        if (needed > buffer.Length)
        {
            byte[] larger = Rent((int)Math.Min(Array.MaxLength, Math.Max(needed, buffer.Length * 2L)));
            buffer.AsSpan(0, length).CopyTo(larger);
            Return(buffer);
            buffer = larger;
        }

        return buffer.AsSpan(length, pieceLength);
    }

    /// <summary>The piece is there.</summary>
    public void End(uint flags)
    {
        if (!IsOpen)
        {
            // The rest of a message whose beginning another process took, which then died.
            return;
        }

        length += begun;
        IsComplete = (flags & PipeDirection.Last) != 0;
    }

    /// <summary>Hands the complete message over and gets ready for the next one.</summary>
    /// <param name="exact">Where to, when it has just that length and is not null; the buffer then stays here.</param>
    public PipeItem Take(Span<byte> exact)
    {
        PipeItem item;
        if (exact.IsEmpty)
        {
            item = new PipeItem(buffer, isNull ? -1 : length);
            buffer = [];
        }
        else
        {
            item = new PipeItem(null, isNull ? -1 : length);
            if (item.Length == exact.Length)
            {
                buffer.AsSpan(0, length).CopyTo(exact);
            }
        }

        Clear();
        return item;
    }

    public void Clear()
    {
        if (buffer.Length > Retained)
        {
            buffer = [];
        }

        length = 0;
        IsOpen = false;
        IsComplete = false;
        isNull = false;
    }

    public static void Return(byte[] rented)
    {
        if (rented.Length is > 0 and <= Retained)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static byte[] Rent(int size) => size <= Retained ? ArrayPool<byte>.Shared.Rent(size) : GC.AllocateUninitializedArray<byte>(size);
}

/// <summary>A message that was received. It is decoded when no lock is held: that may run the user's code.</summary>
internal readonly struct PipeItem(byte[]? buffer, int length)
{
    /// <summary>In bytes; -1 for null.</summary>
    public int Length => length;

    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, length);

    /// <summary>Gives the buffer back, which nothing may use from then on.</summary>
    public void Return()
    {
        if (buffer is not null)
        {
            PipeMessage.Return(buffer);
        }
    }
}
