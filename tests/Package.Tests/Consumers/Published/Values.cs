using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Linq;
using NodaTime;
using ProcessIsolate;

[assembly: RunInProcessKnownType(typeof(DayOfWeek))]

// What a worker says of a value must be what this process says of it. No context names any of the types.
static class Values
{
    [RunInProcess]
    internal static string DescribeOrder(Order order) => order.Describe();

    [RunInProcess]
    internal static Order Change(Order order, int by) => order.Add(by);

    [RunInProcess]
    internal static string DescribeShape(Shape shape) => shape.Describe();

    [RunInProcess]
    internal static Shape MakeShape(int sides) => Shape.Make(sides);

    [RunInProcess]
    internal static string DescribeNode(Node node) => node.Describe();

    [RunInProcess]
    internal static string DescribePage(Page<Money> page) => page.Describe();

    [RunInProcess]
    internal static string DescribeBag(Bag bag) => bag.Describe();

    [RunInProcess]
    internal static string DescribeObject(object? value) => value switch
    {
        List<Money> list => "list " + string.Join(",", list),
        Bag bag => bag.Describe(),
        _ => value?.GetType() + " " + value,
    };

    // Types of a library, with private fields that no compiler sees.
    [RunInProcess]
    internal static LocalDate Next(LocalDate date, Period period) => date + period;

    [RunInProcess]
    internal static int Fail(int code) => code > 0 ? throw new ShopException("shop " + code, code) { Place = new Money(code, "EUR") } : code;

    [RunInProcess]
    internal static int FailInBase(string name) => throw new ArgumentOutOfRangeException(name, 7, "too much");

    [RunInProcess]
    internal static string Format(decimal value) => value.ToString(CultureInfo.CurrentCulture);

    [RunInProcess]
    internal static bool IsHigh(Level level) => ReferenceEquals(level, Level.High);

    [RunInProcess]
    internal static int Sum(IEnumerable<int> numbers) => numbers.Sum();

    [RunInProcess]
    internal static Collection<Money> Collect(int count) => [.. Enumerable.Range(0, count).Select(static each => new Money(each, "USD"))];

    [RunInProcess]
    internal static int Drain(ProcessQueue<Order> orders, ProcessQueue<Money> totals)
    {
        int count = 0;
        while (orders.TryGet(out Order? order, TimeSpan.FromSeconds(20)))
        {
            totals.Put(order.Total);
            count++;
        }

        totals.Complete();
        return count;
    }

    public static void CompareAll()
    {
        Order order = new(7, "first");
        order.Add(1).Add(2);
        Check(order.Describe(), DescribeOrder(order));
        Order changed = Change(order, 5);
        Check(order.Add(5).Describe(), changed.Describe());
        Check("True False", changed.WasRestored + " " + order.WasRestored);
        foreach (int sides in new[] { 0, 4 })
        {
            Check(Shape.Make(sides).Describe(), DescribeShape(Shape.Make(sides)));
            Check(Shape.Make(sides).Describe(), MakeShape(sides).Describe());
        }

        Node node = new("a") { Next = new Node("b") };
        node.Next.Next = node;
        Check(node.Describe(), DescribeNode(node));
        Page<Money> page = new(new Money(5, "x")) { Items = { new Money(1, "EUR"), new Money(2, "USD") } };
        Check(page.Describe(), DescribePage(page));
        Check(new Bag().Describe(), DescribeBag(new Bag()));
        Check(new Bag().Describe(), DescribeObject(new Bag()));
        foreach (object? value in new object?[] { null, 3, 2.5m, "text", new Money(1, "a"), new List<Money> { new(1, "b") }, Level.High, Color.Red, DayOfWeek.Friday })
        {
            Check(value is List<Money> list ? "list " + string.Join(",", list) : value?.GetType() + " " + value, DescribeObject(value));
        }

        Check("True", IsHigh(Level.High).ToString());
        Check("2024-03-02", Next(new LocalDate(2024, 2, 29), Period.FromDays(2)).ToString("R", null));
        Check("30", Sum(Enumerable.Range(0, 5).Select(static each => each * 3)).ToString());
        Check("0 USD,1 USD,2 USD", string.Join(",", Collect(3)));
        CompareCultures();
        CompareExceptions();
        CompareQueues();
        Console.WriteLine("values=same");
        Console.WriteLine("anonymous=" + Try(new { Number = 3 }));
        Console.WriteLine("unseen=" + Try(new SortedSet<long> { 3 }));
    }

    // What the build does not see crosses where all is compiled when it is needed, and is refused elsewhere.
    private static string Try(object value)
    {
        try
        {
            return DescribeObject(value);
        }
        catch (NotSupportedException exception)
        {
            return exception.Message;
        }
    }

    private static void CompareCultures()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo changed = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        changed.NumberFormat.NumberDecimalSeparator = "#";
        CultureInfo.CurrentCulture = changed;
        Check("1#5", Format(1.5m));
        CultureInfo.CurrentCulture = before;
    }

    private static void CompareExceptions()
    {
        try
        {
            Fail(4);
        }
        catch (ShopException exception) when (exception.Code == 4)
        {
            Check("shop 4 4 EUR", exception.Message + " " + exception.Place);
        }

        try
        {
            FailInBase("weight");
        }
        catch (ArgumentOutOfRangeException exception)
        {
            Check("weight 7", exception.ParamName + " " + exception.ActualValue);
        }
    }

    private static void CompareQueues()
    {
        using ProcessPool pool = new(1);
        using ProcessQueue<Order> orders = new(10);
        using ProcessQueue<Money> totals = new(10);
        System.Threading.Tasks.Task<int> drained = pool.RunAsync(Drain, orders, totals);
        Order order = new Order(1, "queued").Add(3);
        orders.Put(order);
        orders.Put(order.Add(4));
        orders.Complete();
        Check("3 EUR,7 EUR", totals.Get(TimeSpan.FromSeconds(20)) + "," + totals.Get(TimeSpan.FromSeconds(20)));
        Check("2", drained.GetAwaiter().GetResult().ToString());
    }

    private static void Check(string expected, string found)
    {
        if (expected != found)
        {
            throw new InvalidOperationException($"Expected '{expected}' and found '{found}'.");
        }
    }
}
