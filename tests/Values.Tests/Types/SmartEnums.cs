using System.Collections.Generic;

namespace ProcessIsolate.Values.Tests.Types;

/// <summary>A smart enum: its instances are compared by reference.</summary>
public sealed class Colour
{
    public static readonly Colour Red = new("red", 1);
    public static readonly Colour Green = new("green", 2);

    private readonly string name;
    private readonly int number;

    private Colour(string name, int number) => (this.name, this.number) = (name, number);

    public static IReadOnlyList<Colour> All => [Red, Green];

    public override string ToString() => $"{name} {number}";
}

/// <summary>Instances of derived classes in static fields of the base class.</summary>
public abstract class Operation
{
    public static readonly Operation Plus = new PlusOperation();
    public static readonly Operation Times = new TimesOperation(2);

    public abstract int Apply(int left, int right);

    private sealed class PlusOperation : Operation
    {
        public override int Apply(int left, int right) => left + right;
    }

    private sealed class TimesOperation(int factor) : Operation
    {
        public override int Apply(int left, int right) => left * right * factor;
    }
}

/// <summary>A class with a default, and with others beside it.</summary>
public sealed class Options
{
    public static readonly Options Default = new() { Level = 1 };

    public int Level { get; set; }
}

/// <summary>An instance that a property keeps.</summary>
public sealed class Nothing
{
    private Nothing()
    {
    }

    public static Nothing Instance { get; } = new();
}
