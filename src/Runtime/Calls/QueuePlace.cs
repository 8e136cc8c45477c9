using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;

namespace ProcessIsolate.Calls;

/// <summary>How a call waits for a worker.</summary>
/// <param name="Limit">How long it may; infinite for ever.</param>
/// <param name="Deadline">The latest end of its wait, as a timestamp; 0 for none.</param>
/// <param name="Priority">Higher ones first.</param>
/// <param name="Group">With whom it shares its turns; null for those without a group.</param>
/// <param name="IsOfMap">Whether it is for items of a map, which neither are counted nor turned away.</param>
/// <param name="ComesBack">Whether it had a worker before, and goes before those that came later.</param>
internal readonly record struct QueueTerms(
    TimeSpan Limit, long Deadline, int Priority, string? Group, bool IsOfMap = false, bool ComesBack = false)
{
    public bool IsBounded => Limit != Timeout.InfiniteTimeSpan || Deadline != 0;

    /// <summary>Whether it was there before, so that a closed pool finishes it.</summary>
    public bool IsAccepted => IsOfMap || ComesBack;

    /// <summary>When a wait that begins now is over; <see cref="long.MaxValue"/> for never.</summary>
    public long EndOfWait
    {
        get
        {
            long end = DeadlineMonitor.Shared.After(Limit);
            return Deadline == 0 ? end : Math.Min(end, Deadline);
        }
    }

    /// <summary>What the call gets whose wait is over.</summary>
    /// <param name="what">What waits, for messages.</param>
    public CallTimeoutException Expire(string what)
    {
        bool isDeadline = Deadline != 0 && DeadlineMonitor.Shared.Now >= Deadline;
        return isDeadline ? CallTimeoutException.OfDeadline(what) : new CallTimeoutException(
            string.Create(CultureInfo.InvariantCulture, $"{what} got no worker within its limit on waiting of {Limit.TotalMilliseconds:0} ms."),
            CallStage.Queue);
    }
}

/// <summary>Where a call stands in a <see cref="WaiterQueue"/>, and until when. Made when it first waits, since most calls never do; a call that
/// comes back from a worker that it did not reach keeps it.</summary>
internal sealed class QueuePlace : IHeapItem
{
    private readonly QueueTerms terms;
    private readonly long span;

    public QueuePlace(Waiter waiter, in QueueTerms terms)
    {
        Waiter = waiter;
        this.terms = terms;
        Node = new LinkedListNode<QueuePlace>(this);
        InGroup = new LinkedListNode<QueuePlace>(this);
        Key = terms.EndOfWait;
        span = Key == long.MaxValue ? Key : Math.Max(DeadlineMonitor.Shared.Ticks(TimeSpan.FromMilliseconds(1)), Key - DeadlineMonitor.Shared.Now);
    }

    public Waiter Waiter { get; }

    public int Priority => terms.Priority;

    public string Group => terms.Group ?? "";

    public bool IsCounted => !terms.IsOfMap;

    /// <summary>When it entered the queue for the first time, by the queue's clock; null before.</summary>
    public long? Arrival { get; set; }

    /// <summary>In the queue, or before its door; in no list while it does not wait.</summary>
    public LinkedListNode<QueuePlace> Node { get; }

    /// <summary>Among its group.</summary>
    public LinkedListNode<QueuePlace> InGroup { get; }

    /// <summary>When it gives up; <see cref="long.MaxValue"/> for never.</summary>
    public long Key { get; private set; }

    public int HeapIndex { get; set; } = -1;

    /// <summary>Its time begins anew. It stands in no heap.</summary>
    public void BeginAnew() => Key = DeadlineMonitor.Shared.Now + span;

    public CallTimeoutException Expire() => terms.Expire(Waiter.What);
}
