using System.Collections.Generic;

namespace ProcessIsolate.Calls;

/// <summary>What stands in an <see cref="IndexedHeap{T}"/>.</summary>
internal interface IHeapItem
{
    /// <summary>The smallest comes first. Changed only while it does not stand in a heap, or before <see cref="IndexedHeap{T}.Update"/>.</summary>
    long Key { get; }

    /// <summary>The heap's own; -1 while it stands in none.</summary>
    int HeapIndex { get; set; }
}

/// <summary>A binary heap whose items know their place, so that one in the middle leaves in logarithmic time. Guarded by its owner's lock.</summary>
internal sealed class IndexedHeap<T>
    where T : class, IHeapItem
{
    private readonly List<T> items = [];

    public T? First => items.Count > 0 ? items[0] : null;

    public int Count => items.Count;

    public void Add(T item)
    {
        items.Add(item);
        item.HeapIndex = items.Count - 1;
        Up(item.HeapIndex);
    }

    public void Remove(T item)
    {
        int index = item.HeapIndex;
        int last = items.Count - 1;
        item.HeapIndex = -1;
        if (index != last)
        {
            Put(index, items[last]);
        }

        items.RemoveAt(last);
        if (index != last)
        {
            Settle(index);
        }
    }

    /// <summary>An item's key has changed.</summary>
    public void Update(T item) => Settle(item.HeapIndex);

    private void Settle(int index)
    {
        if (!Up(index))
        {
            Down(index);
        }
    }

    private bool Up(int index)
    {
        int start = index;
        while (index > 0 && items[(index - 1) / 2].Key > items[index].Key)
        {
            Swap(index, (index - 1) / 2);
            index = (index - 1) / 2;
        }

        return index != start;
    }

    private void Down(int index)
    {
        while (true)
        {
            int least = index;
            for (int child = (2 * index) + 1; child <= (2 * index) + 2 && child < items.Count; child++)
            {
                least = items[child].Key < items[least].Key ? child : least;
            }

            if (least == index)
            {
                return;
            }

            Swap(index, least);
            index = least;
        }
    }

    private void Swap(int one, int other)
    {
        T item = items[one];
        Put(one, items[other]);
        Put(other, item);
    }

    private void Put(int index, T item)
    {
        items[index] = item;
        item.HeapIndex = index;
    }
}
