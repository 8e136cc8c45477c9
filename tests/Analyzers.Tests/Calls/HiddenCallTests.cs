using Microsoft.CodeAnalysis;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Analyzers.Tests.Harness;

namespace ProcessIsolate.Analyzers.Tests.Calls;

/// <summary>PISO207: calls that nothing can intercept, and forms of calls that are intercepted like any other.</summary>
[TestClass]
public sealed class HiddenCallTests
{
    [TestMethod]
    [DataRow("object? F() => {|PISO207:typeof(Jobs).GetMethod(\"Square\")|}!.Invoke(null, [3]);")]
    [DataRow("object? F() => {|PISO207:typeof(Jobs).GetMethod(nameof(Jobs.Square), [typeof(int)])|}?.Invoke(null, [3]);")]
    [DataRow("const string Name = \"Square\"; object? F() { var method = {|PISO207:typeof(Jobs).GetMethod(Name)|}; return method?.Invoke(null, [3]); }")]
    [DataRow("object? F() => {|PISO207:typeof(Jobs).InvokeMember(\"Square\", System.Reflection.BindingFlags.InvokeMethod, null, null, [3])|};")]
    [DataRow("Delegate F() => {|PISO207:Delegate.CreateDelegate(typeof(Func<int, int>), typeof(Jobs), \"Square\")|};")]
    [DataRow("Func<int, int> F() => {|PISO207:typeof(Jobs).GetMethod(\"Square\")|}!.CreateDelegate<Func<int, int>>();")]
    [DataRow("int F(dynamic x) => {|PISO207:Jobs.Square(x)|};")]
    [DataRow("int F(object x) => {|PISO207:Jobs.Add(1, (dynamic)x)|};")]
    [DataRow("[RunInProcess] internal static int Own(int x) => x; object F(dynamic x) => {|PISO207:Own(x)|};")]
    [DataRow("Expression<Func<int>> F() => () => {|PISO207:Jobs.Square(3)|};")]
    [DataRow("Expression<Func<int, int>> F() => x => {|PISO207:Jobs.Square({|PISO207:Jobs.Square(x)|})|};")]
    [DataRow("IQueryable<int> F(IQueryable<int> xs) => xs.Where(x => {|PISO207:Jobs.Square(x)|} > 3);")]
    [DataRow("IQueryable<int> F(IQueryable<int> xs) => from x in xs where {|PISO207:Jobs.Square(x)|} > 3 select {|PISO207:Jobs.Square(x)|};")]
    public void CallThatCannotBeInterceptedIsReported(string members) => CallCode.Verify(members);

    [TestMethod]
    [DataRow("object? F() => typeof(Jobs).GetMethod(\"Unmarked\")!.Invoke(null, [3]);")]
    [DataRow("object? F(string name) => typeof(Jobs).GetMethod(name)!.Invoke(null, [3]);")]
    [DataRow("object? F() => typeof(Other).GetMethod(\"Square\")!.Invoke(null, [3]); static class Other { public static int Square(int x) => x; }")]
    [DataRow("object? F(Type type) => type.GetMethod(\"Square\")!.Invoke(null, [3]);")]
    [DataRow("string? F() => typeof(Jobs).GetMethod(\"Square\")?.ReturnType.Name + typeof(Jobs).GetMethod(\"Square\")!.Name;")]
    [DataRow("object[] F() => typeof(Jobs).GetMethod(\"Square\")!.GetCustomAttributes(true);")]
    [DataRow("bool F() => typeof(Jobs).GetMethod(\"Square\") is null;")]
    [DataRow("string GetMethod(string name) => name; string F() => GetMethod(\"Square\");")]
    [DataRow("int F(dynamic x) => Jobs.Square((int)x);")]
    [DataRow("int F(dynamic x) => Jobs.Unmarked(x);")]
    [DataRow("int F(dynamic x) => x.Square(3);")]
    [DataRow("Expression<Func<int, int>> F() => x => Jobs.Unmarked(x);")]
    [DataRow("Expression<Func<string>> F() => () => nameof(Jobs.Square);")]
    [DataRow("IEnumerable<int> F(IEnumerable<int> xs) => from x in xs where Jobs.Square(x) > 3 select Jobs.Square(x);")]
    [DataRow("Func<int> F() => () => Jobs.Square(3);")]
    public void OtherCallIsNot(string members) => CallCode.Verify(members);

    [TestMethod]
    public void CollectionInitializerIsReported() => Analysis.Verify(
        """
        static class Jobs { [RunInProcess] internal static void Add(this List<int> list, int x, int y) { } }
        class Caller { List<int> F() => new() { 1, {|PISO207:{ 2, 3 }|} }; void G(List<int> list) => list.Add(2, 3); }
        """,
        CallCode.Setup);

    [TestMethod]
    [DataRow("static class Program { [RunInProcess] internal static void {|PISO207:Main|}() { } }")]
    [DataRow("static class Program { [RunInProcess] internal static int {|PISO207:Main|}(string[] args) => 1; }")]
    [DataRow("static class Program { static void Main() { } [RunInProcess] internal static int Main(int x) => 1; }")]
    [DataRow("static class Program { static void Main() { } [System.Runtime.CompilerServices.ModuleInitializer, RunInProcess] internal static void {|PISO207:Begin|}() { } }")]
    public void MethodThatTheRuntimeCallsIsReported(string source) =>
        Analysis.Verify(source, CallCode.Setup with { Kind = OutputKind.ConsoleApplication });

    [TestMethod]
    [DataRow("static readonly int Field = Jobs.Square(3); int instance = Jobs.Next(); int P { get; } = Jobs.Square(3); static Caller() => Jobs.Work();")]
    [DataRow("int F(string s) => s.Size() + Jobs.Size(s) + (s?.Size() ?? 0);")]
    [DataRow("int F() => Jobs.Sum(1, 2, 3) + Jobs.Sum() + Jobs.Add(y: 1, x: 2);")]
    [DataRow("string F() => $\"{Jobs.Square(3)} {Jobs.Next():x}\";")]
    [DataRow("class Base(int x) { public int X => x; } class Derived() : Base(Jobs.Square(3)); Caller(int x) { } Caller() : this(Jobs.Square(3)) { }")]
    [DataRow("bool F(object o) => o is int x && Jobs.Square(x) switch { 9 => true, _ when Jobs.Next() == 1 => false, _ => true };")]
    [DataRow("int this[int i] => Jobs.Square(i); event Action E { add => Jobs.Work(); remove => Jobs.Work(); } ~Caller() => Jobs.Work();")]
    [DataRow("public static int operator +(Caller a, Caller b) => Jobs.Next(); public static implicit operator int(Caller c) => Jobs.Next();")]
    [DataRow("IEnumerable<int> F() { yield return Jobs.Next(); foreach (var x in new int[Jobs.Next()]) { yield return Jobs.Square(x); } }")]
    [DataRow("int? F(int[]? xs) => xs?[Jobs.Next()] ?? Jobs.Next(); Func<int> G() => static () => Jobs.Next();")]
    [DataRow("void F() { lock (Lock()) { Jobs.Work(); } object Lock() { Jobs.Work(); return this; } }")]
    public void EveryDirectCallIsIntercepted(string members) => CallCode.Verify(members);

    [TestMethod]
    public void CallWithoutTheTypesNameIsInterceptedAndHasItsCompanion() => Fixing.Fix(
        """
        using static Jobs;
        using J = Jobs;

        class Caller
        {
            int F() => Square(3) + J.Square(4) + global::Jobs.Square(5);
            async Task<int> G() => {|PISO202:Square(3)|};
            Func<int, int> H() => {|PISO201:Square|};
        }

        static class Jobs { [RunInProcess] internal static int Square(int x) => x; }
        """,
        """
        using static Jobs;
        using J = Jobs;

        class Caller
        {
            int F() => Square(3) + J.Square(4) + global::Jobs.Square(5);
            async Task<int> G() => await J.SquareAsync(3);
            Func<int, int> H() => {|PISO201:Square|};
        }

        static class Jobs { [RunInProcess] internal static int Square(int x) => x; }
        """,
        setup: CallCode.Setup);
}
