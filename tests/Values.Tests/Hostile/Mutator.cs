using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace ProcessIsolate.Values.Tests.Hostile;

/// <summary>Makes blocks that no writer makes out of blocks that one made.</summary>
internal sealed class Mutator(int seed)
{
    private const int MostChanges = 3;

    // What a block begins with says which build of the type it is: changed, nothing else is looked at. That is tried now and then.
    private const int Fingerprint = sizeof(uint);
    private const int Seldom = 32;

    // Heads, lengths, type numbers and back references are numbers of seven bits a byte: small ones, their limits, and the largest.
    private static readonly uint[] Numbers =
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 31, 64, 100, 127, 128, 255, 1000, 16_383, 16_384, 65_536, 0x00FF_FFFF, int.MaxValue, uint.MaxValue];

    private readonly Random random = new(seed);

    /// <summary>A changed copy of a block, now and then with parts of another one.</summary>
    public byte[] Change(byte[] block, byte[] other)
    {
        int kept = random.Next(Seldom) == 0 ? 0 : Fingerprint;
        List<byte> bytes = [.. block.AsSpan(kept)];
        for (int changes = random.Next(1, MostChanges + 1); changes > 0; changes--)
        {
            Change(bytes, other);
        }

        return [.. block.AsSpan(0, kept), .. bytes];
    }

    private void Change(List<byte> bytes, byte[] other)
    {
        int at = random.Next(bytes.Count + 1);
        int length = random.Next(Math.Min(bytes.Count - at, 32) + 1);
        switch (random.Next(9))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 3:
                bytes.RemoveRange(at, length);
                break;
            case 4:
                bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count - length + 1), length));
                break;
            case 5 or 6:
                bytes.RemoveRange(at, Math.Min(1, bytes.Count - at));
                bytes.InsertRange(at, Number(Numbers[random.Next(Numbers.Length)]));
                break;
            case 7:
                int from = random.Next(other.Length);
                bytes.InsertRange(at, other.AsSpan(from, random.Next(Math.Min(other.Length - from, 64) + 1)));
                break;
            default:
                Overwrite(bytes, at);
                break;
        }
    }

    private void Overwrite(List<byte> bytes, int at)
    {
        Span<byte> word = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(word, random.Next(4) switch
        {
            0 => -1, 1 => long.MinValue, 2 => int.MaxValue, _ => random.NextInt64(),
        });
        int size = random.Next(2) == 0 ? 4 : 8;
        for (int i = 0; i < size && at + i < bytes.Count; i++)
        {
            bytes[at + i] = word[i];
        }
    }

    private static byte[] Number(uint value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }
}
