using System.Collections.Generic;

namespace ProcessIsolate.Calls;

/// <summary>The waiting calls of one priority: groups in turn, first in, first out within a group.</summary>
/// <param name="bonus">What the priority is worth, in timestamps.</param>
internal sealed class QueueLevel(long bonus) : IHeapItem
{
    // All of its calls, the oldest first: that one decides whose turn the level is.
    private readonly LinkedList<QueuePlace> arrivals = new();

    // Those that have calls; the first is next.
    private readonly LinkedList<QueueGroup> turns = new();
    private readonly Dictionary<string, QueueGroup> groups = new(System.StringComparer.Ordinal);

    public long Key => arrivals.First!.Value.Arrival!.Value - bonus;

    public int HeapIndex { get; set; } = -1;

    public bool IsEmpty => arrivals.Count == 0;

    /// <summary>All of its calls, the oldest first.</summary>
    public IEnumerable<QueuePlace> Places => arrivals;

    public QueuePlace Next => turns.First!.Value.Places.First!.Value;

    public void Add(QueuePlace place, bool atFront)
    {
        if (!groups.TryGetValue(place.Group, out QueueGroup? group))
        {
            group = new QueueGroup(place.Group);
            groups.Add(place.Group, group);
            turns.AddLast(group.Turn);
        }

        if (atFront)
        {
            // The level is as old as the oldest call in it, which may stand behind this one.
            place.Arrival = arrivals.First is { } first ? System.Math.Min(place.Arrival!.Value, first.Value.Arrival!.Value) : place.Arrival;
            arrivals.AddFirst(place.Node);
            group.Places.AddFirst(place.InGroup);
            turns.Remove(group.Turn);
            turns.AddFirst(group.Turn);
        }
        else
        {
            arrivals.AddLast(place.Node);
            group.Places.AddLast(place.InGroup);
        }
    }

    /// <param name="place">One of its calls.</param>
    /// <param name="isServed">Whether it has got a worker: the next group's turn comes then. One that gives up takes no turn.</param>
    public void Remove(QueuePlace place, bool isServed)
    {
        QueueGroup group = groups[place.Group];
        arrivals.Remove(place.Node);
        group.Places.Remove(place.InGroup);
        if (group.Places.Count == 0)
        {
            turns.Remove(group.Turn);
            groups.Remove(group.Name);
        }
        else if (isServed)
        {
            turns.Remove(group.Turn);
            turns.AddLast(group.Turn);
        }
    }
}

/// <summary>The waiting calls of one group and priority.</summary>
internal sealed class QueueGroup
{
    public QueueGroup(string name)
    {
        Name = name;
        Turn = new LinkedListNode<QueueGroup>(this);
    }

    public string Name { get; }

    public LinkedList<QueuePlace> Places { get; } = new();

    public LinkedListNode<QueueGroup> Turn { get; }
}
