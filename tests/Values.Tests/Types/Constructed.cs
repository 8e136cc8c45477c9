using System;
using System.Collections.Generic;
using System.Linq;

namespace ProcessIsolate.Values.Tests.Types;

/// <summary>A captured parameter is the only state.</summary>
public readonly struct Money(decimal amount)
{
    public decimal Amount => amount;
}

public sealed class Counter(int start)
{
    public Counter()
        : this(0)
    {
    }

    public int Start => start;
}

public struct Temperature(double kelvin)
{
    public string Unit { get; set; } = "";

    public readonly double Celsius() => kelvin - 273;
}

/// <summary>A constructor that would apply twice.</summary>
public sealed class Percent(double value)
{
    public double Value { get; } = value / 100;
}

public sealed record Doubled(int X)
{
    public int X { get; init; } = X * 2;
}

public sealed class Tripled
{
    private int a;

    public int A
    {
        get => a;
        init => a = value * 3;
    }
}

public class Plain
{
    public virtual int X { get; set; }
}

public sealed class Shifted : Plain
{
    public override int X
    {
        get => base.X + 1;
        set => base.X = value;
    }
}

/// <summary>A computed member that throws for some values.</summary>
public sealed class Basket
{
    public List<int> Items { get; set; } = [];

    public int Largest => Items.Max();
}

public sealed class Asked
{
    private int asked;

    public int Total { get; set; }

    public int Next => ++asked;
}

public record struct MirroredPoint(int X, int Y)
{
    public readonly MirroredPoint Mirrored => new(Y, X);
}

public class ItemBase
{
    public int Id { get; set; }
}

/// <summary>Hides a member of its base class, which stays apart.</summary>
public sealed class Special : ItemBase
{
    public new int Id { get; set; }

    public static Special Make()
    {
        Special special = new() { Id = 1 };
        ((ItemBase)special).Id = 2;
        return special;
    }
}

public sealed class Guarded
{
    private readonly int even;

    /// <summary>Refuses what the invariant forbids.</summary>
    public Guarded(int even) => this.even = even % 2 == 0 ? even : throw new ArgumentException("odd", nameof(even));

    public int Even => even;
}

public sealed class Factory
{
    private readonly string made;

    private Factory(string made) => this.made = made;

    public static Factory Create(string name) => new("made " + name);

    public override string ToString() => made;
}

public sealed class Required
{
    public required string Name { get; init; }

    public required int? Size { get; init; }
}

public sealed class PrivateSetter(string name)
{
    public string Name { get; private set; } = name;
}

public sealed class WithField
{
    public readonly int ReadOnly = 5;

    public int Open;

    private readonly string? hidden;

    public WithField()
    {
    }

    public WithField(int readOnly, int open, string hidden) => (ReadOnly, Open, this.hidden) = (readOnly, open, hidden);

    public string? Show() => hidden;
}
