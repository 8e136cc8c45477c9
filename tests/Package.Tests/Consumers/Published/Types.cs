using System;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Runtime.Serialization;

record struct Money(decimal Amount, string Currency)
{
    public override readonly string ToString() => Amount.ToString(CultureInfo.InvariantCulture) + " " + Currency;
}

// Private state, private nested types and a captured parameter.
class Order(int id, string note)
{
    private readonly List<Line> lines = [];
    private readonly Dictionary<string, Line> byName = [];
    private Stamp? stamp;

    [NonSerialized]
    private int restored;

    public Money Total => new(lines.Sum(static line => line.Count), "EUR");

    public Order Add(int count)
    {
        lines.Add(new Line { Count = count, Name = "l" + lines.Count });
        byName[lines[^1].Name] = lines[^1];
        stamp = new Stamp(count);
        return this;
    }

    public string Describe() => string.Join(
        " ", [id, note, stamp, byName["l0"].Count, .. lines.Select(static line => line.Name + line.Count)]);

    public bool WasRestored => restored > 0;

    [OnDeserialized]
    private void Restore(StreamingContext context) => restored++;

    private struct Line
    {
        public string Name;
        public int Count;
    }

    private sealed record Stamp(int Last);
}

abstract record Shape
{
    public string Tag { get; init; } = "none";

    public static Shape Make(int sides) => sides == 0 ? new Circle(2.5) : new Square(sides) { Tag = "t" + sides };

    public string Describe() => ToString() + GetType().Name;
}

sealed record Circle(double Radius) : Shape;

sealed record Square(int Side) : Shape;

class Node(string name)
{
    public Node? Next { get; set; }

    public string Describe() => $"{name} {Next!.Describe2()} {ReferenceEquals(Next.Next, this)}";

    private string Describe2() => name;
}

class Page<T>(T first)
{
    public List<T> Items { get; } = [];

    public string Describe() => string.Join(" ", Items) + " " + first;
}

// Collections of structures: code that a compiler ahead of time has to be told of.
class Bag
{
    private readonly Dictionary<Money, string> names = new() { [new Money(1, "a")] = "one" };
    private readonly Dictionary<int, Money> prices = new() { [3] = new Money(9, "GBP") };
    private readonly SortedDictionary<string, List<Money>> sorted = new(StringComparer.Ordinal) { ["x"] = [new Money(1, "a"), default] };
    private readonly HashSet<long> ids = [4, 5];
    private readonly IReadOnlyList<int> few = [1, 2, 3];
    private readonly ImmutableArray<Money> array = [new Money(1, "i")];
    private readonly ImmutableDictionary<int, string> map = ImmutableDictionary<int, string>.Empty.Add(1, "one");
    private readonly FrozenSet<int> frozen = new[] { 8, 9 }.ToFrozenSet();
    private readonly ConcurrentQueue<Guid> queue = new([Guid.Empty]);
    private readonly (int, Money) pair = (1, new Money(2, "p"));
    private readonly KeyValuePair<int, Secret> secret = new(1, new Secret { Value = 6 });
    private readonly List<Secret> secrets = [new Secret { Value = 7 }];
    private readonly Lazy<int> lazy = new(static () => 11);
    private readonly Money? maybe = new Money(3, "m");
    private readonly Memory<int> memory = new[] { 1, 2 };
    private readonly int[,] grid = { { 1, 2 }, { 3, 4 } };
    private readonly Version version = new(1, 2);
    private readonly Uri address = new("https://example.org/a");
    private readonly DateTimeOffset time = new(2020, 1, 2, 3, 4, 5, TimeSpan.FromHours(2));

    public string Describe() => string.Join(
        " ", names[new Money(1, "a")], prices[3], sorted["x"].Count, sorted.Comparer == StringComparer.Ordinal, ids.Sum(), few.Sum(), array[0], map[1],
        frozen.Contains(9), queue.Count, pair, secret.Value.Value, secrets[0].Value, lazy.Value, maybe, memory.Span[1], grid[1, 1], version, address,
        time.ToString("O", CultureInfo.InvariantCulture));

    private struct Secret
    {
        public int Value;
    }
}

// Its instances are compared by reference.
sealed class Level
{
    public static readonly Level High = new("high");

    private string name;

    private Level(string name) => this.name = name;

    public override string ToString() => name;

    public void Rename(string next) => name = next;
}

enum Color
{
    Red = 3,
}

class ShopException(string message, int code) : Exception(message)
{
    public int Code { get; } = code;

    public Money Place { get; init; }
}
