using System;
using System.Numerics;

namespace ProcessIsolate.Calls;

/// <summary>Which places of a window are free. They are given in turn, round and round, so that items that follow each other lie side by side and
/// travel together, in whatever order the ones before them ended. Guarded by its owner's lock.</summary>
internal sealed class FreePlaces
{
    private const int BitsPerWord = 64;

    private readonly ulong[] words;
    private readonly int count;

    // Where the next item goes, or behind.
    private int cursor;

    public FreePlaces(int count)
    {
        this.count = count;
        words = new ulong[(count + BitsPerWord - 1) / BitsPerWord];
        for (int place = 0; place < count; place++)
        {
            Return(place);
        }
    }

    /// <summary>Takes the next one.</summary>
    /// <exception cref="InvalidOperationException">None is free.</exception>
    public int Take()
    {
        int word = cursor / BitsPerWord;
        ulong bits = words[word] & (ulong.MaxValue << (cursor % BitsPerWord));
        for (int looks = 0; bits == 0; looks++)
        {
            if (looks > words.Length)
            {
                throw new InvalidOperationException("No place is free.");
            }

            word = (word + 1) % words.Length;
            bits = words[word];
        }

        int bit = BitOperations.TrailingZeroCount(bits);
        words[word] &= ~(1UL << bit);
        int place = (word * BitsPerWord) + bit;
        cursor = (place + 1) % count;
        return place;
    }

    public void Return(int place) => words[place / BitsPerWord] |= 1UL << (place % BitsPerWord);
}
