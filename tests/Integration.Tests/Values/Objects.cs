using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace ProcessIsolate.Integration.Tests.Values;

internal sealed record Customer(
    string Name, double Score, Point Place, List<char> Letters, Dictionary<string, decimal> Prices, Customer? Partner);

internal struct Point
{
    public int X;
    public int Y;
}

internal sealed record Blob(byte[] Bytes);

[JsonDerivedType(typeof(Circle), "circle")]
internal abstract class Shape;

internal sealed class Circle : Shape
{
    public int Radius { get; set; }
}

/// <summary>Gives back what it gets, and counts in which process it did so.</summary>
internal static class Objects
{
    /// <summary>Zero in the host as long as every call is isolated.</summary>
    [SuppressMessage("ProcessIsolate", "PISO301", Justification = "Differs between the processes: that is what the tests look at.")]
    public static int RanHere { get; private set; }

    [RunInProcess]
    public static Customer Of(Customer value) => Pass(value);

    [RunInProcess]
    public static Point Of(Point value) => Pass(value);

    [RunInProcess]
    public static Point? Of(Point? value) => Pass(value);

    [RunInProcess]
    public static (int, string, double) Of((int, string, double) value) => Pass(value);

    [RunInProcess]
    public static Tuple<int, string> Of(Tuple<int, string> value) => Pass(value);

    [RunInProcess]
    public static (int, int, int, int, int, int, int, string) Of((int, int, int, int, int, int, int, string) value) => Pass(value);

    [RunInProcess]
    public static int[] Of(int[] value) => Pass(value);

    [RunInProcess]
    public static List<string?> Of(List<string?> value) => Pass(value);

    [RunInProcess]
    public static HashSet<int> Of(HashSet<int> value) => Pass(value);

    [RunInProcess]
    public static Queue<int> Of(Queue<int> value) => Pass(value);

    [RunInProcess]
    public static ImmutableArray<int> Of(ImmutableArray<int> value) => Pass(value);

    [RunInProcess]
    public static int[][] Of(int[][] value) => Pass(value);

    [RunInProcess]
    public static Dictionary<Guid, string> Of(Dictionary<Guid, string> value) => Pass(value);

    [RunInProcess]
    public static Dictionary<string, int> Of(Dictionary<string, int> value) => Pass(value);

    [RunInProcess]
    public static SortedDictionary<int, int> Of(SortedDictionary<int, int> value) => Pass(value);

    [RunInProcess]
    public static Shape Of(Shape value) => Pass(value);

    [RunInProcess]
    public static Blob Of(Blob value) => Pass(value);

    private static T Pass<T>(T value)
    {
        RanHere++;
        return value;
    }
}
