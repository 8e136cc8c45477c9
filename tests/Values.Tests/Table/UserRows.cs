using System.Collections.Generic;
using ProcessIsolate.Values.Tests.Types;

namespace ProcessIsolate.Values.Tests.Table;

/// <summary>Classes, records and structs of the compilation.</summary>
internal static class UserRows
{
    public static Row[] Rows =>
    [
        Row.Of(new Money(12.5m), default),
        Row.Make<Counter>(static () => new(4), static () => new()),
        Row.Of(new Temperature(300) { Unit = "K" }, default),
        Row.Make<Percent>(static () => new(50)),
        Row.Make<Doubled>(static () => new(5)),
        Row.Make<Tripled>(static () => new() { A = 5 }),
        Row.Make<Plain>(static () => new() { X = 2 }, static () => new Shifted { X = 3 }),
        Row.Make<Shifted>(static () => new() { X = 3 }),
        Row.Make<Basket>(static () => new(), static () => new() { Items = [2, 1] }),
        Row.Make<Asked>(static () => new() { Total = 1 }, static () => AskedOnce()),
        Row.Of(new MirroredPoint(1, 2)),
        Row.Make<Special>(Special.Make),
        Row.Make<ItemBase>(Special.Make, static () => new ItemBase { Id = 3 }),
        Row.Make<Guarded>(static () => new(2)),
        Row.Make<Factory>(static () => Factory.Create("x")),
        Row.Make<Required>(static () => new() { Name = "n", Size = null }),
        Row.Make<PrivateSetter>(static () => new("n")),
        Row.Make<WithField>(static () => new(), static () => new(1, 2, "h")),
        Row.Make<Shape>(static () => new Circle(2), static () => new Square(-0.0), static () => new Tile(1, "red")),
        Row.Make<Square>(static () => new(1), static () => new Tile(2, "blue")),
        Row.Make<Tile>(static () => new(2, "blue")),
        Row.Make<List<Shape>>(static () => [new Circle(2), new Tile(1, "t")]),
        Row.Make<Generation<string>>(static () => new("s")),
        Row.Make<Generation<int>>(static () => new(1), static () => new Heir("own", 2)),
        Row.Make<Generation<Generation<Money>>>(static () => new(new Generation<Money>(new Money(1m)))),
        Row.Make<Heir>(static () => new("own", 2)),
        Row.Make<Outer>(static () => new(5, "a", "bc")),
        Row.Of(new Union { Real = 1.5f, Tag = 3 }, default),
        Row.Of(new Packed { Kind = 1, Value = long.MinValue, Last = -3 }),
        Row.Make<Laid>(static () => new() { Name = "n", Value = -0.0, Count = 4 }),
        Row.Of(Five.Make(3)),
        Row.Of(Fixed.Make()),
        Row.Make<Bell>(static () => new() { Rings = 2 }),
        Row.Make<WithHook>(static () => new() { Value = 3 }),
        Row.Of(new Celsius(36.65)),
        Row.Make<Ignored>(static () => new() { Kept = 5, First = [1], Rest = new() { ["x"] = 1 } }),
        Row.Make<Guarding>(static () => new() { Count = 2 }),
        Row.Make<Cached>(static () => new("four")),
        Row.Make<Colour?>(static () => null, static () => Colour.Red, static () => Colour.Green),
        Row.Make<Operation>(static () => Operation.Plus, static () => Operation.Times),
        Row.Make<Options>(static () => Options.Default, static () => new() { Level = 1 }),
        Row.Make<Nothing>(static () => Nothing.Instance),
        Row.Make<Dictionary<Colour, int>>(static () => new() { [Colour.Red] = 1, [Colour.Green] = 2 }),
        Row.Make<KeepsSecret>(static () => new()),
        Row.Make<PrivateState>(static () => new PrivateState().Grow(3)),
        Row.Make<AnonymousHolder>(static () => new(new { A = 1, B = "x" })),
    ];

    private static Asked AskedOnce()
    {
        Asked asked = new() { Total = 2 };
        _ = asked.Next;
        return asked;
    }
}
