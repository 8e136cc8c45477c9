using System;
using System.Linq;
using ProcessIsolate.Values.Tests.Types;

namespace ProcessIsolate.Values.Tests.Table;

/// <summary>Arrays of every rank and bound, and what looks into arrays.</summary>
internal static class ArrayRows
{
    private static readonly int[] Ten = [.. Enumerable.Range(0, 10)];

    public static Row[] Rows =>
    [
        Row.Make<int[]?>(static () => null, static () => [], static () => [1, 2, 3], static () => [.. Enumerable.Range(0, 100_000)]),
        Row.Make<byte[]>(static () => [], static () => [0, 255, 7], static () => new byte[70_000]),
        Row.Make<bool[]>(static () => [true, false, true]),
        Row.Make<char[]>(static () => ['a', '\uD800']),
        Row.Make<double[]>(static () => [-0.0, double.NaN, 1]),
        Row.Make<decimal[]>(static () => [1.0m, 1.00m]),
        Row.Make<string?[]>(static () => [], static () => [null, "", "x", "x"]),
        Row.Make<DateTime[]>(static () => [DateTime.MaxValue, DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Local)]),
        Row.Make<Guid[]>(static () => [Guid.Empty, new Guid("00112233-4455-6677-8899-aabbccddeeff")]),
        Row.Make<Small[]>(static () => [Small.Some, (Small)9]),
        Row.Make<int?[]>(static () => [1, null, 3]),
        Row.Make<int[][]?[]>(static () => [[[1], [2, 3]], null, [[]]]),
        Row.Make<int[,]>(static () => new[,] { { 1, 2, 3 }, { 4, 5, 6 } }, static () => new int[0, 3]),
        Row.Make<string[,,]>(static () => new[,,] { { { "a", "b" } }, { { "c", "d" } } }),
        Row.Make<Array>(
            static () => Filled(Array.CreateInstance(typeof(int), [2, 2], [5, -1])), static () => Filled(Array.CreateInstance(typeof(long), [3], [10])),
            static () => new[] { "a" }),
        Row.Make<object?[]>(static () => [1, "a", null, 2.5, DayOfWeek.Monday, Guid.Empty, new[] { 1 }], static () => new string[] { "covariant" }),
        Row.Make<Shape[]>(static () => [new Circle(1), new Square(2)], static () => new Circle[] { new(3) }),
        Row.Make<Packed[]>(static () => [new Packed { Kind = 1, Value = long.MinValue, Last = -3 }, default]),
        Row.Make<Money[]>(static () => [new Money(1.50m), default]),
        Row.Make<Memory<int>>(static () => default, static () => new int[] { 1, 2 }, static () => Ten.ToArray().AsMemory(3, 4)),
        Row.Make<ReadOnlyMemory<byte>>(static () => default, static () => new byte[] { 1, 2, 3 }),
        Row.Make<ReadOnlyMemory<char>>(static () => "some text".AsMemory(2, 3), static () => new[] { 'a' }),
        Row.Make<Memory<string>>(static () => new[] { "a", "b", "c" }.AsMemory(1)),
        Row.Make<ArraySegment<int>>(static () => default, static () => new ArraySegment<int>(Ten.ToArray(), 2, 5), static () => ArraySegment<int>.Empty),
        Row.Make<ArraySegment<string>>(static () => new ArraySegment<string>(["a", "b", "c"], 1, 1)),
    ];

    private static Array Filled(Array array)
    {
        int next = 1;
        int[] at = new int[array.Rank];
        Fill(0);
        return array;

        void Fill(int dimension)
        {
            for (int i = array.GetLowerBound(dimension); i <= array.GetUpperBound(dimension); i++)
            {
                at[dimension] = i;
                if (dimension + 1 < array.Rank)
                {
                    Fill(dimension + 1);
                }
                else
                {
                    array.SetValue(Convert.ChangeType(next++, array.GetType().GetElementType()!, null), at);
                }
            }
        }
    }
}
