using System;
using System.Collections.Generic;
using System.Linq;
using ProcessIsolate.Values.Tests.Describing;
using ProcessIsolate.Values.Tests.Table;

namespace ProcessIsolate.Values.Tests.Isolated;

/// <summary>A value in one of its positions; the others are empty.</summary>
public sealed record Everywhere<T>
{
    public bool Throws { get; init; }

    public Holder<T>? Record { get; init; }

    public Frame<T> Struct { get; init; }

    public T[]? Array { get; init; }

    public List<T>? List { get; init; }

    public Dictionary<string, T>? Dictionary { get; init; }

    public object? Object { get; init; }

    public IHolder? Interface { get; init; }

    public Twice<T>? Twice { get; init; }

    public (T First, int Number, T Second) Tuple { get; init; }

    public Exception? Exception { get; init; }
}

/// <summary>What a worker saw, and what it gives back.</summary>
public sealed record Answer<T>(string Seen, Everywhere<T> Back)
{
    public static Answer<T> Of(Everywhere<T> value) =>
        value.Throws ? throw new CarrierException<T>(value.Record!.Value) : new Answer<T>(Describer.Describe(value), value);
}

/// <summary>The positions of a value in a call.</summary>
internal static class CallPositions
{
    public static IEnumerable<(string Name, Func<Everywhere<T>> Make)> Of<T>(Row<T> row, int index)
    {
        yield return ("record", () => new() { Record = new Holder<T>(row.Value(index), 7) });
        yield return ("struct", () => new() { Struct = new Frame<T> { Before = 1, Value = row.Value(index), After = -2 } });
        yield return ("array", () => new() { Array = [row.Value(index), row.Value(0)] });
        yield return ("list", () => new() { List = [row.Value(index), row.Value(0)] });
        yield return ("dictionary", () => new() { Dictionary = new() { ["a"] = row.Value(index), ["\u00E9"] = row.Value(0) } });
        yield return ("object", () => new() { Object = row.Value(index) });
        yield return ("interface", () => new() { Interface = new Holder<T>(row.Value(index), 7) });
        yield return ("twice", () =>
        {
            T value = row.Value(index);
            return new() { Twice = new Twice<T>(value, value), Object = value };
        });
        yield return ("tuple", () => new() { Tuple = (row.Value(index), 3, row.Value(index)) });
        yield return ("exception", () => new() { Exception = new CarrierException<T>(row.Value(index)) });
    }
}

/// <summary>The marked methods of one type.</summary>
internal interface IMethods
{
    Type Type { get; }
}

/// <inheritdoc cref="IMethods"/>
internal sealed record Methods<T>(Func<T, T>? Echo, Func<Everywhere<T>, Answer<T>> All) : IMethods
{
    public Type Type => typeof(T);

    public static Methods<T> Known => (Methods<T>)AllMethods.Of[typeof(T)];
}

/// <summary>The marked methods by type.</summary>
internal static class AllMethods
{
    public static IReadOnlyDictionary<Type, IMethods> Of { get; } = Generated.AllGenerated.Methods.ToDictionary(static methods => methods.Type);
}
