using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Values;

/// <summary>Reads numbers and texts out of bytes that may be hostile, and counts what they cost.</summary>
internal abstract class BlockReader(GraphLimits limits)
{
    private const int ClockStride = 1000;
    private const int RetainedBytes = 1 << 18;

    private byte[] array = [];
    private byte[] own = [];
    private int position;
    private int end;
    private int untilClock = ClockStride;
    private long memoryLeft = GraphLimits.BaseMemory;

    /// <summary>How many bytes are left.</summary>
    public int Left => end - position;

    protected GraphLimits Limits { get; set; } = limits;

    public static InvalidMessageException Invalid(string text) => new(text);

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
        memoryLeft += (long)block.Length * Limits.MemoryFactor;
    }

    /// <summary>Goes on with bytes that follow a message. They are copied, so they do not change any more.</summary>
    public void Feed(IAttachments attachments, int length)
    {
        if (own.Length < length)
        {
            own = new byte[Math.Max(length, 256)];
        }

        attachments.Read(own.AsSpan(0, length));
        Feed(own.AsMemory(0, length));
    }

    /// <summary>Goes on with a copy of bytes, which does not change any more.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        if (own.Length < bytes.Length)
        {
            own = new byte[Math.Max(bytes.Length, 256)];
        }

        bytes.CopyTo(own);
        Feed(own.AsMemory(0, bytes.Length));
    }

    /// <summary>A place to which <see cref="GoBack"/> leads.</summary>
    protected (int Position, long Memory) Mark => (position, memoryLeft);

    /// <summary>Has what follows a place read once more.</summary>
    protected void GoBack((int Position, long Memory) mark) => (position, memoryLeft) = mark;

    /// <summary>Fails when bytes are left over.</summary>
    public void ExpectEnd()
    {
        if (Left > 0)
        {
            throw new InvalidMessageException("Bytes are left over behind a value.");
        }
    }

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
            if (Limits.Deadline != 0 && Stopwatch.GetTimestamp() > Limits.Deadline)
            {
                throw new TimeoutException("A value from another process took too long to read.");
            }
        }
    }

    /// <summary>Gets ready for another message.</summary>
    /// <returns>False when the buffer is too large to be kept.</returns>
    protected bool TryForget()
    {
        memoryLeft = GraphLimits.BaseMemory;
        array = [];
        return own.Length <= RetainedBytes;
    }

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
