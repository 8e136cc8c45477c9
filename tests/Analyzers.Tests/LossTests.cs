using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Analyzers.Tests.Harness;

namespace ProcessIsolate.Analyzers.Tests;

/// <summary>What is said of values that cross and may lose something.</summary>
[TestClass]
public sealed class LossTests
{
    private const string Usings = "using System.Text.Json.Serialization;\n";

    // Elsewhere values are copied as they are.
    private static readonly Setup Trimmed = Setup.Default.With("PublishTrimmed", "true").Comparing("PISO108");

    [TestMethod]
    [DataRow("class T { public int X { get; set; } private int y; public void Grow() => y++; public int Y() => y; }", "'T.y' is not public")]
    [DataRow("class T { public int X { get; set; } int Y { get; set; } public void Grow() => Y++; }", "'T.Y' is not public")]
    [DataRow("class B { protected int y; } class T : B { public int X { get; set; } }", "'T.y' is not public")]
    [DataRow("class T { private int y; public int Y => y; public int X { get; set; } public void Grow() => y++; }", "'T.y' is not public")]
    [DataRow("class T { public int X { get; set; } private readonly List<int> ys = new(); public void Grow() => ys.Add(1); }", "'T.ys' is not public")]
    [DataRow("record T(int X); record U(int X, int Y) : T(X);", "'T' may be a 'U'")]
    [DataRow("record T(B<int> X); class B<V> { public V? Value { get; set; } } class D<V> : B<V> { }", "'T.X' may be a 'D'")]
    [DataRow("class T : List<int> { private string title = string.Empty; public void Name(string x) => title = x; public int Length() => title.Length; }", "'T.title' is not public")]
    [DataRow("record T(List<B> Bs); class B { } class D : B { }", "'T.Bs[]' may be a 'D'")]
    [DataRow("[JsonDerivedType(typeof(U), \"u\")] record T(int X); record U(int X) : T(X); record V(int X) : U(X);", "'T' may be a 'V'")]
    [DataRow("class T { public List<L> Lines { get; set; } = []; } class L { public T? Owner { get; set; } }", "'T.Lines[].Owner' leads back to 'T'")]
    [DataRow("class T { public T? Up { get; set; } public List<T> Children { get; set; } = []; }", "'T.Up' leads back to 'T'")]
    [DataRow("class T { public T? Next { get; set; } public T? Previous { get; set; } }", "'T.Previous' leads back to 'T'")]
    [DataRow("class T { public Dictionary<string, int> Map { get; set; } = new(StringComparer.OrdinalIgnoreCase); }", "the comparer 'StringComparer.OrdinalIgnoreCase' of 'T.Map'")]
    public void WhatMayBeLostIsNamed(string declaration, string loss)
    {
        var messages = Analysis.Verify(Usings + declaration + "class C { [RunInProcess] internal static void F({|PISO108:T|} value) { } }", Trimmed);
        Assert.Contains(loss, messages[0]);
        Analysis.Verify(Usings + declaration + "class C { [RunInProcess] internal static Task<{|PISO108:T|}> F() => null!; }".Replace("Task<{|PISO108:T|}>", "{|PISO108:Task<T>|}"), Trimmed);
    }

    [TestMethod]
    [DataRow("record T(B<int> X); class B<V> { public V? Value { get; set; } } class D : B<string> { }")]
    [DataRow("class T : ICollection<int> { private readonly List<int> all = []; private int version; public int Count => all.Count; public bool IsReadOnly => false; "
        + "public void Add(int x) { version++; all.Add(x); } public void Clear() => all.Clear(); public bool Contains(int x) => all.Contains(x); "
        + "public void CopyTo(int[] a, int i) => all.CopyTo(a, i); public bool Remove(int x) => all.Remove(x); "
        + "public IEnumerator<int> GetEnumerator() => all.GetEnumerator(); System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => all.GetEnumerator(); }")]
    [DataRow("record T(int X, T? Next, List<T> Children);")]
    [DataRow("class T { public T? Left { get; set; } public T? Right { get; set; } }")]
    [DataRow("record T(List<U> Items); record U(T? Body);")]
    [DataRow("sealed class T { private int x; public int X { get => x; set => x = value; } }")]
    [DataRow("sealed class T { private readonly object gate = new(); public int X { get; set; } public void F() { lock (gate) { } } }")]
    [DataRow("class T { [JsonIgnore] private int cached; public int X { get; set; } public int Y() => cached++; }")]
    [DataRow("class T { private readonly int x; public T(int x) => this.x = x; public int X => x; }")]
    [DataRow("class T(int x) { private readonly int twice = x * 2; public int X => x; public int Twice() => twice; }")]
    [DataRow("class T { public int X { get; set => field = value + 1; } }")]
    [DataRow("class T { public int X { get; set; } public event Action? Changed; public void F() => Changed?.Invoke(); }")]
    [DataRow("class T { public int X { get; set; } private const int Y = 1; private static int z; public int F() => z + Y; }")]
    [DataRow("sealed class T { public Dictionary<string, int> Map { get; set; } = new(StringComparer.Ordinal); public HashSet<int> Set { get; set; } = new(4); }")]
    [DataRow("[JsonDerivedType(typeof(U), \"u\")] record T(int X); record U(int X) : T(X);")]
    [DataRow("abstract class B { public int X { get; set; } } class T : B { } class Other : B { }")]
    [DataRow("[JsonConverter(typeof(int))] class T { private int x; public int F() => x; }")]
    public void WhatLosesNothingIsNotReported(string declaration) =>
        Analysis.Verify(Usings + declaration + "class C { [RunInProcess] internal static T F(T value, CancellationToken token) => value; }", Trimmed);

    [TestMethod]
    public void ComparersAreFoundWhereTheCollectionIsMade() => Analysis.Verify("""
        class C
        {
            [RunInProcess] internal static int F(HashSet<string> value, IEnumerable<string>? more = null) => value.Count;
            [RunInProcess] internal static Dictionary<string, int> G(bool a)
            {
                Func<HashSet<string>> inner = () => { return new HashSet<string>(StringComparer.OrdinalIgnoreCase); };
                if (a)
                {
                    return {|PISO108:new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase)|};
                }

                return new() { ["a"] = inner().Count };
            }

            void Call(string[] names, IEqualityComparer<string> given)
            {
                F({|PISO108:new HashSet<string>(StringComparer.OrdinalIgnoreCase)|});
                F({|PISO108:new(given)|});
                F({|PISO108:names.ToHashSet(StringComparer.CurrentCulture)|});
                var made = new HashSet<string>(names, StringComparer.InvariantCulture);
                F({|PISO108:made|}, made);
                F(new HashSet<string>(StringComparer.Ordinal));
                F(new HashSet<string>(names, null));
                F(new HashSet<string>(names, EqualityComparer<string>.Default));
                F(names.ToHashSet());
                F([.. names.OrderBy(name => name, StringComparer.OrdinalIgnoreCase)]);
                Elsewhere(new HashSet<string>(StringComparer.OrdinalIgnoreCase));
            }

            void Elsewhere(HashSet<string> names) => names.Clear();
        }
        """, Trimmed);
}
