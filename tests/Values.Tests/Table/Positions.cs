using System;
using System.Collections.Generic;

namespace ProcessIsolate.Values.Tests.Table;

/// <summary>A value inside a record.</summary>
public sealed record Holder<T>(T Value, int After) : IHolder;

/// <summary>What a record with a value in it hides behind.</summary>
public interface IHolder
{
    int After { get; }
}

/// <summary>A value inside a struct, between fields of other sizes.</summary>
public struct Frame<T>
{
    public byte Before;
    public T Value;
    public short After;
}

/// <summary>The same value twice: an object is one object behind both.</summary>
public sealed record Twice<T>(T First, T Second);

/// <summary>A value in a field of an exception.</summary>
public sealed class CarrierException<T>(T cargo) : Exception("carries")
{
    public T Cargo { get; } = cargo;
}

/// <summary>The positions of a value that need no process.</summary>
internal static class Positions
{
    /// <summary>Everything a value can stand in, by name, each made of fresh values.</summary>
    public static IEnumerable<(string Name, Func<IPlace> Make)> Of<T>(Row<T> row, int index)
    {
        yield return ("argument", () => new Place<T>(row.Value(index)));
        yield return ("record", () => new Place<Holder<T>>(new Holder<T>(row.Value(index), 7)));
        yield return ("struct", () => new Place<Frame<T>>(new Frame<T> { Before = 1, Value = row.Value(index), After = -2 }));
        yield return ("array", () => new Place<T[]>([row.Value(index), row.Value(0), row.Value(index)]));
        yield return ("list", () => new Place<List<T>>([row.Value(index), row.Value(0)]));
        yield return ("dictionary", () => new Place<Dictionary<string, T>>(
            new() { ["a"] = row.Value(index), ["\u00E9"] = row.Value(0) }));
        yield return ("object", () => new Place<object?>(row.Value(index)));
        yield return ("interface", () => new Place<IHolder>(new Holder<T>(row.Value(index), 7)));
        yield return ("twice", () =>
        {
            T value = row.Value(index);
            return new Place<Twice<T>>(new Twice<T>(value, value));
        });
        yield return ("tuple", () => new Place<(T, int, T)>((row.Value(index), 3, row.Value(index))));
        yield return ("exception", () => new Place<Exception>(new CarrierException<T>(row.Value(index))));
    }
}

/// <summary>A value in a place of a declared type.</summary>
internal interface IPlace
{
    object? Value { get; }

    /// <summary>A copy made by <paramref name="engine"/>.</summary>
    object? Copy(ICopier engine);
}

/// <inheritdoc cref="IPlace"/>
internal sealed record Place<T>(T Content) : IPlace
{
    public object? Value => Content;

    public object? Copy(ICopier engine) => engine.Copy(Content);
}

/// <summary>What copies values.</summary>
internal interface ICopier
{
    T Copy<T>(T value);
}
