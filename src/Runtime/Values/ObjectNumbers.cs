using System;
using System.Runtime.CompilerServices;

namespace ProcessIsolate.Values;

/// <summary>Which objects were written, by reference.</summary>
internal sealed class ObjectNumbers
{
    // So few are found faster by looking at each than by hash code.
    private const int Scanned = 6;
    private const int RetainedObjects = 1 << 14;

    private object?[] objects = new object?[16];
    private int[] slots = [];
    private int count;
    private bool isHashed;

    public int Count => count;

    public object[] ToArray() => objects.AsSpan(0, count).ToArray()!;

    public bool TryGet(object value, out int number)
    {
        if (!isHashed)
        {
            for (int i = count - 1; i >= 0; i--)
            {
                if (ReferenceEquals(objects[i], value))
                {
                    number = i;
                    return true;
                }
            }

            number = 0;
            return false;
        }

        int mask = slots.Length - 1;
        for (int at = Hash(value) & mask; slots[at] != 0; at = (at + 1) & mask)
        {
            if (ReferenceEquals(objects[slots[at] - 1], value))
            {
                number = slots[at] - 1;
                return true;
            }
        }

        number = 0;
        return false;
    }

    /// <summary>Numbers an object that was not met before.</summary>
    public int Add(object value)
    {
        if (count == objects.Length)
        {
            Array.Resize(ref objects, count * 2);
        }

        objects[count++] = value;
        if (isHashed && count * 2 <= slots.Length)
        {
            Insert(count - 1);
        }
        else if (count > Scanned)
        {
            Rehash();
        }

        return count - 1;
    }

    public void Clear()
    {
        if (count > RetainedObjects)
        {
            objects = new object?[16];
            slots = [];
        }
        else
        {
            Array.Clear(objects, 0, count);
            if (isHashed)
            {
                Array.Clear(slots);
            }
        }

        count = 0;
        isHashed = false;
    }

    private void Rehash()
    {
        int wanted = 32;
        while (wanted < count * 4)
        {
            wanted *= 2;
        }

        if (slots.Length < wanted || isHashed)
        {
            slots = new int[wanted];
        }

        isHashed = true;
        for (int i = 0; i < count; i++)
        {
            Insert(i);
        }
    }

    private void Insert(int index)
    {
        int mask = slots.Length - 1;
        int at = Hash(objects[index]!) & mask;
        while (slots[at] != 0)
        {
            at = (at + 1) & mask;
        }

        slots[at] = index + 1;
    }

    private static int Hash(object value) => RuntimeHelpers.GetHashCode(value) * -1640531527 >> 7;
}
