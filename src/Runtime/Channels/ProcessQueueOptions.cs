using System;

namespace ProcessIsolate;

/// <summary>What becomes of an item whose taker dies.</summary>
public enum Redelivery
{
    /// <summary>It is lost with its taker.</summary>
    None,

    /// <summary>It stays in the queue until its taker calls <see cref="ProcessQueue{T}.TaskDone"/>. When the taker ends before that, the
    /// item is delivered again, ahead of those that were put in later.</summary>
    UntilTaskDone,
}

/// <summary>How large a <see cref="ProcessQueue{T}"/> is and what it promises.</summary>
public sealed class ProcessQueueOptions
{
    /// <summary>The most items, where nothing else is said.</summary>
    public const int MaxCapacity = Channels.QueueLayout.MaxItems;

    /// <summary>The most bytes.</summary>
    public const int MaxCapacityBytes = Channels.QueueLayout.MaxBytes;

    /// <summary>The bytes, where nothing else is said: 64 MiB.</summary>
    public const int DefaultCapacityBytes = 64 * 1024 * 1024;

    private readonly int capacity = MaxCapacity;
    private readonly int capacityBytes;

    /// <summary>How many items the queue holds before <see cref="ProcessQueue{T}.Put(T)"/> waits.</summary>
    /// <value>From 1 to 8,388,608. Default: as many as fit <see cref="CapacityBytes"/>.</value>
    public int Capacity
    {
        get => capacity;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            capacity = Math.Min(value, MaxCapacity);
        }
    }

    /// <summary>How many bytes the items in the queue may take, 8 for each item's header included; rounded up.</summary>
    /// <remarks>A limit: memory is taken when items need it, and given back when a burst is over. <see cref="ProcessQueue{T}.Put(T)"/> waits
    /// at this limit as at <see cref="Capacity"/>, and a <see cref="TimeoutException"/> says which of the two it was. An item that is
    /// larger than this gets a <see cref="MessageTooLargeException"/> at once.</remarks>
    /// <value>Up to 1,073,741,824. Default: what <see cref="Capacity"/> items of a fixed size take; for others, and where no capacity
    /// is given, <see cref="DefaultCapacityBytes"/>.</value>
    public int CapacityBytes
    {
        get => capacityBytes;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxCapacityBytes);
            capacityBytes = value;
        }
    }

    /// <summary>What becomes of an item whose taker dies.</summary>
    /// <value>Default: <see cref="Redelivery.None"/>.</value>
    public Redelivery Redelivery { get; init; }
}
