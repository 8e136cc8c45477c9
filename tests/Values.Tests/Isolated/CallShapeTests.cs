using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Values.Tests.Describing;
using ProcessIsolate.Values.Tests.Types;

namespace ProcessIsolate.Values.Tests.Isolated;

/// <summary>Shapes of methods and calls, in process and isolated: the same answer.</summary>
[TestClass]
public sealed class CallShapeTests
{
    [TestMethod]
    public void CollectionsBehindInterfacesKeepTheirKind()
    {
        int[] array = [1, 2];
        foreach (object value in new object[]
        {
            array, new List<int>(array), new Collection<int>(new List<int>(array)), new ReadOnlyCollection<int>(array), new SortedSet<int>(array),
            new HashSet<int>(array), new Queue<int>(array), new Dictionary<int, int> { [1] = 2 }, new SortedDictionary<int, int> { [1] = 2 },
        })
        {
            Same(value, ShapeWork.Untyped((IEnumerable)value));
            if (value is IEnumerable<int> sequence)
            {
                Same(value, ShapeWork.Sequence(sequence));
            }

            if (value is IReadOnlyCollection<int> readable)
            {
                Same(value, ShapeWork.Readable(readable));
            }

            if (value is IReadOnlyList<int> list)
            {
                Same(value, ShapeWork.ReadableList(list));
            }

            if (value is IList<int> changeable)
            {
                Same(value, ShapeWork.Changeable(changeable));
            }

            if (value is ICollection<int> collection)
            {
                Same(value, ShapeWork.Collection(collection));
            }

            if (value is IDictionary<int, int> map)
            {
                Same(value, ShapeWork.Map(map));
            }

            if (value is IReadOnlyDictionary<int, int> readableMap)
            {
                Same(value, ShapeWork.ReadableMap(readableMap));
            }

            if (value is ISet<int> set)
            {
                Same(value, ShapeWork.Set(set));
            }
        }
    }

    [TestMethod]
    public void CollectionExpressionsBehindInterfaces() => Assert.AreEqual("1,2 3", string.Join(",", ShapeWork.Listed()) + " " + string.Join(",", ShapeWork.Single()));

    [TestMethod]
    public async Task LazyResultsAreRunToTheirEnd()
    {
        Assert.AreEqual("1,4", string.Join(",", ShapeWork.Squares([1, 2])));
        Assert.AreEqual("0,1,2", string.Join(",", ShapeWork.Yielded(3)));
        Assert.AreEqual("a,b", string.Join(",", ShapeWork.Untyped().Cast<string>()));
        Assert.AreEqual("0,1", string.Join(",", await ShapeWork.YieldedLater(2)));
        using ProcessPool pool = new(1);
        Assert.AreEqual("0|0,1", string.Join("|", pool.Map<int, IEnumerable<int>>(ShapeWork.Yielded, [1, 2]).Select(static each => string.Join(",", each))));
    }

    [TestMethod]
    public void ExceptionInALazyResultIsTheMethods()
    {
        FormatException error = Assert.ThrowsExactly<FormatException>(() => ShapeWork.Yielded(-1));
        Assert.AreEqual("negative", error.Message);
    }

    [TestMethod]
    public void GenericMethodsRunIsolated()
    {
        Assert.AreEqual((Environment.ProcessId, 3), (ShapeWork.Here(3).Process, ShapeWork.Isolated(3).Value));
        Assert.AreNotEqual(Environment.ProcessId, ShapeWork.Isolated("a").Process);
        Assert.AreEqual("System.String", ShapeWork.NameOf<string>());
        Assert.AreEqual("System.Collections.Generic.List`1[System.Int32]", ShapeWork.NameOf<List<int>>());
        Assert.AreEqual("System.Int64", Wrapper<long>.Name());
        Node node = new() { Value = 1 };
        Assert.AreEqual(1, ShapeWork.Isolated(node).Value.Value);
        int number = 1;
        ShapeWork.Replace(ref number, 5);
        Assert.AreEqual(5, number);
        Assert.AreEqual(2, new[] { "a", "b" }.CountThem());
        using ProcessPool pool = new(1);
        Assert.AreEqual("System.Byte", pool.Run(ShapeWork.NameOf<byte>));
        CollectionAssert.AreEqual(new[] { 1, 2 }, pool.Map<List<int>, int>(ShapeWork.CountOf<int>, [[1], [1, 2]]));
    }

    [TestMethod]
    public void MembersOfExtensionBlocksRunIsolated()
    {
        Node node = new() { Value = 7 };
        Assert.AreNotEqual(Environment.ProcessId, node.ProcessOf());
        Assert.AreEqual(10, node.Plus(3));
        Assert.AreEqual(4, Node.Made(4).Value);
        Assert.AreEqual(2, new List<int> { 1, 2 }.LastOf());
    }

    [TestMethod]
    public void OptionalAndCallerArgumentsAreThoseOfTheCall()
    {
        (string Member, int Line, string File, string Text, int Number) here = ShapeWork.CallHere(1 + 2); (string Member, int Line, string File, string Text, int Number) there = ShapeWork.Call(1 + 2);
        Assert.AreEqual(here, there);
        Assert.AreEqual(ShapeWork.DefaultsHere(b: 3m), ShapeWork.Defaults(b: 3m));
    }

    [TestMethod]
    public void EnumsAndTypesArrive()
    {
        Assert.AreEqual("DayOfWeek.Friday", ShapeWork.Describe(DayOfWeek.Friday));
        Assert.AreEqual(DayOfWeek.Monday, ShapeWork.Day());
        Assert.AreEqual(typeof(List<Node>), ShapeWork.ListOf(typeof(Node)));
        Assert.AreEqual(typeof(void), ShapeWork.Back(typeof(void)));
        Assert.AreEqual(typeof(Dictionary<,>), ShapeWork.Back(typeof(Dictionary<,>)));
    }

    private static void Same(object before, object after) => Assert.AreEqual(Describer.Describe(before), Describer.Describe(after));
}

internal static class Wrapper<T>
{
    [RunInProcess]
    public static string Name() => typeof(T).ToString();
}

internal static class NodeExtensions
{
    extension(Node node)
    {
        [RunInProcess]
        public int ProcessOf() => Environment.ProcessId;

        [RunInProcess]
        public int Plus(int more) => node.Value + more;

        [RunInProcess]
        public static Node Made(int value) => new() { Value = value };
    }

    extension<T>(List<T> items)
    {
        [RunInProcess]
        public T LastOf() => items[^1];
    }
}

internal static class ShapeWork
{
    [RunInProcess]
    public static IEnumerable Untyped(IEnumerable value) => value;

    [RunInProcess]
    public static IEnumerable<int> Sequence(IEnumerable<int> value) => value;

    [RunInProcess]
    public static IReadOnlyCollection<int> Readable(IReadOnlyCollection<int> value) => value;

    [RunInProcess]
    public static IReadOnlyList<int> ReadableList(IReadOnlyList<int> value) => value;

    [RunInProcess]
    public static IList<int> Changeable(IList<int> value) => value;

    [RunInProcess]
    public static ICollection<int> Collection(ICollection<int> value) => value;

    [RunInProcess]
    public static IDictionary<int, int> Map(IDictionary<int, int> value) => value;

    [RunInProcess]
    public static IReadOnlyDictionary<int, int> ReadableMap(IReadOnlyDictionary<int, int> value) => value;

    [RunInProcess]
    public static ISet<int> Set(ISet<int> value) => value;

    [RunInProcess]
    public static IReadOnlyList<int> Listed() => [1, 2];

    [RunInProcess]
    public static IEnumerable<int> Single() => [3];

    [RunInProcess]
    public static IEnumerable<int> Squares(int[] numbers) => numbers.Select(static number => number * number);

    [RunInProcess]
    public static IEnumerable Untyped()
    {
        yield return "a";
        yield return "b";
    }

    [RunInProcess]
    public static IEnumerable<int> Yielded(int count)
    {
        if (count < 0)
        {
            throw new FormatException("negative");
        }

        for (int i = 0; i < count; i++)
        {
            yield return i;
        }
    }

    [RunInProcess]
    public static async Task<IEnumerable<int>> YieldedLater(int count)
    {
        await Task.Yield();
        return Yielded(count);
    }

    public static (int Process, T Value) Here<T>(T value) => (Environment.ProcessId, value);

    [RunInProcess]
    public static (int Process, T Value) Isolated<T>(T value) => Here(value);

    [RunInProcess]
    public static string NameOf<T>() => typeof(T).ToString();

    [RunInProcess]
    public static void Replace<T>(ref T variable, T value) => variable = value;

    [RunInProcess]
    public static int CountThem<T>(this T[] items) => items.Length;

    [RunInProcess]
    public static int CountOf<T>(List<T> items) => items.Count;

    [RunInProcess]
    public static (string Member, int Line, string File, string Text, int Number) Call(
        int number, [CallerMemberName] string member = "", [CallerLineNumber] int line = 0, [CallerFilePath] string file = "",
        [CallerArgumentExpression(nameof(number))] string text = "") => (member, line, file, text, number);

    public static (string Member, int Line, string File, string Text, int Number) CallHere(
        int number, [CallerMemberName] string member = "", [CallerLineNumber] int line = 0, [CallerFilePath] string file = "",
        [CallerArgumentExpression(nameof(number))] string text = "") => (member, line, file, text, number);

    [RunInProcess]
    public static string Defaults(string a = "x", decimal b = 1.50m, DayOfWeek c = DayOfWeek.Friday, int? d = null, DateTime e = default, double f = double.NaN) =>
        DefaultsHere(a, b, c, d, e, f);

    public static string DefaultsHere(string a = "x", decimal b = 1.50m, DayOfWeek c = DayOfWeek.Friday, int? d = null, DateTime e = default, double f = double.NaN) =>
        FormattableString.Invariant($"{a} {b} {c} {d} {e:O} {f}");

    [RunInProcess]
    public static string Describe(Enum value) => value.GetType().Name + "." + value;

    [RunInProcess]
    public static Enum Day() => DayOfWeek.Monday;

    [RunInProcess]
    public static Type ListOf(Type item) => typeof(List<>).MakeGenericType(item);

    [RunInProcess]
    public static Type Back(Type type) => type;
}
