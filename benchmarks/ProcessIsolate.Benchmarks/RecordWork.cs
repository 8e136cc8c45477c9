using System;

namespace ProcessIsolate.Benchmarks;

/// <summary>A line of an order.</summary>
public sealed record OrderLine(string Product, int Quantity);

/// <summary>What maps and queues carry: a number, a text, an array of further records.</summary>
public sealed record Order(int Id, string Name, OrderLine[] Lines);

/// <summary>A record of ten fields of the usual kinds.</summary>
public sealed record Row(
    int Id, long Stamp, double Weight, decimal Price, bool IsOpen, DateTime Day, Guid Key, string Name, string City, DayOfWeek Weekday);

/// <summary>What workers do with records.</summary>
internal static class RecordWork
{
    public static readonly Row Sample = new(
        7, 1L << 40, 1.25, 12.50m, true, new DateTime(2026, 11, 29, 12, 0, 0, DateTimeKind.Utc),
        new Guid("a1a2a3a4-b1b2-c1c2-d1d2-d3d4d5d6d7d8"), "Ada Lovelace", "London", DayOfWeek.Sunday);

    public static Order[] Orders(int count)
    {
        Order[] orders = new Order[count];
        for (int i = 0; i < count; i++)
        {
            orders[i] = MakeOrder(i);
        }

        return orders;
    }

    public static Order MakeOrder(int id) => new(id, $"order number {id:00000000}", [new OrderLine("first", id), new OrderLine("second", 1)]);

    [RunInProcess]
    public static Order Numbered(Order order) => order with { Id = order.Id + order.Lines.Length };

    [RunInProcess]
    public static int IdOf(Row row) => row.Id;

    [RunInProcess]
    public static Row Echo(Row row) => row;

    [RunInProcess]
    public static void PutOrders(ProcessQueue<Order> queue, int count)
    {
        Order order = MakeOrder(1);
        for (int i = 0; i < count; i++)
        {
            queue.Put(order);
        }
    }

    [RunInProcess]
    public static int GetOrders(ProcessQueue<Order> queue, int count)
    {
        int lines = 0;
        for (int i = 0; i < count; i++)
        {
            lines += queue.Get().Lines.Length;
        }

        return lines;
    }
}
