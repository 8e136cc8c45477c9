using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Analyzers.Tests.Calls;

/// <summary>PISO201: a delegate of a marked method runs in this process.</summary>
[TestClass]
public sealed class DelegateTests
{
    [TestMethod]
    [DataRow("Func<int, int> F() => {|PISO201:Jobs.Square|};")]
    [DataRow("int F() { Func<int, int> f = {|PISO201:Jobs.Square|}; return f(3); }")]
    [DataRow("int F() { var f = {|PISO201:Jobs.Square|}; return f(3); }")]
    [DataRow("void F() { new Thread({|PISO201:Jobs.Work|}).Start(); }")]
    [DataRow("Task F() => Task.Run({|PISO201:Jobs.Work|});")]
    [DataRow("int[] F(int[] xs) => xs.Select({|PISO201:Jobs.Square|}).ToArray();")]
    [DataRow("void F(int[] xs) => Parallel.ForEach(xs, x => Jobs.Give({|PISO201:Jobs.Square|}));")]
    [DataRow("event Action? Done; void F() => Done += {|PISO201:Jobs.Work|};")]
    [DataRow("Action? done; void F() => done += {|PISO201:Jobs.Work|};")]
    [DataRow("static readonly Func<int, int> Field = {|PISO201:Jobs.Square|};")]
    [DataRow("Func<int, int> Property { get; } = {|PISO201:Jobs.Square|};")]
    [DataRow("Func<int, int>[] F() => [{|PISO201:Jobs.Square|}, x => x];")]
    [DataRow("List<Action> F() => new() { {|PISO201:Jobs.Work|} };")]
    [DataRow("Dictionary<string, Action> F() => new() { [\"a\"] = {|PISO201:Jobs.Work|} };")]
    [DataRow("Func<int, int> F(bool b) => b ? {|PISO201:Jobs.Square|} : Jobs.Unmarked;")]
    [DataRow("Func<int, int> F(int x) => x switch { 1 => {|PISO201:Jobs.Square|}, _ => Jobs.Unmarked };")]
    [DataRow("Func<int, int> F(Func<int, int>? f) => f ?? {|PISO201:Jobs.Square|};")]
    [DataRow("object F() => (Func<int, int>){|PISO201:Jobs.Square|};")]
    [DataRow("object F() => new Func<int, int>({|PISO201:Jobs.Square|});")]
    [DataRow("Delegate F() => {|PISO201:Jobs.Square|};")]
    [DataRow("(Action, int) F() => ({|PISO201:Jobs.Work|}, 1);")]
    [DataRow("Func<int> F(string s) => {|PISO201:s.Size|};")]
    [DataRow("unsafe delegate*<int, int> F() => &{|PISO201:Jobs.Square|};")]
    [DataRow("Lazy<int> F() => new({|PISO201:Jobs.Next|});")]
    [DataRow("Func<int, Task<int>> F() => {|PISO201:Jobs.Deaf|};")]
    [DataRow("[RunInProcess] static int Own(int x) => x; Func<int, int> F() => {|PISO201:Own|}; Func<int, int> G() => {|PISO201:Caller.Own|};")]
    [DataRow("IEnumerable<int> F(int[] xs) { foreach (var x in xs.Select({|PISO201:Jobs.Square|})) { yield return x; } }")]
    [DataRow("Func<int, int> F() { return Local(); Func<int, int> Local() => {|PISO201:Jobs.Square|}; }")]
    public void DelegateThatMayBeCalledHereIsReported(string members) => CallCode.Verify(members);

    [TestMethod]
    [DataRow("int F() => Jobs.Square(3);")]
    [DataRow("Func<int, int> F() => x => Jobs.Square(x);")]
    [DataRow("Func<int, int> F() => Jobs.Unmarked;")]
    [DataRow("string F() => nameof(Jobs.Square);")]
    [DataRow("int F(ProcessPool pool) => pool.Run(Jobs.Square, 3);")]
    [DataRow("int F(ProcessPool pool) => pool.Run(arg1: 3, function: Jobs.Square);")]
    [DataRow("int F(ProcessPool? pool) => pool?.Run(Jobs.Square, 3) ?? 0;")]
    [DataRow("int F(ProcessPool pool) => pool.Run<int, int>(Jobs.Square, 3);")]
    [DataRow("Task<int> F(ProcessPool pool) => pool.RunAsync(Jobs.Square, 3);")]
    [DataRow("int[] F(ProcessPool pool, int[] xs) => pool.Map(Jobs.Square, xs);")]
    [DataRow("Task<int[]> F(ProcessPool pool, int[] xs) => pool.MapAsync(Jobs.Square, xs);")]
    [DataRow("IsolatedProcess F() => IsolatedProcess.Start(Jobs.Work);")]
    [DataRow("int F(ProcessPool pool, bool b) => pool.Run(b ? (Func<int, int>)Jobs.Square : Jobs.Shrink, 3);")]
    [DataRow("int F(ProcessPool pool) => pool.Run(new Func<int, int>(Jobs.Square), 3);")]
    [DataRow("int F(ProcessPool pool) => pool.Run((Func<int, int>)Jobs.Square, 3);")]
    [DataRow("int[] F(ProcessPool pool, int[] xs) { Func<int, int> f = Jobs.Square; return pool.Map(f, xs); }")]
    [DataRow("int[] F(ProcessPool pool, int[] xs, bool b) { Func<int, int> f; if (b) { f = Jobs.Square; } else { f = Jobs.Shrink; } return pool.Map(f, xs); }")]
    [DataRow("int[] Each(Func<int, int> f, int[] xs) { ArgumentNullException.ThrowIfNull(f); return ProcessPool.Shared.Map(f, xs); } int[] F(int[] xs) => Each(Jobs.Square, xs);")]
    [DataRow("readonly Func<int, int> f = Jobs.Square; int[] F(int[] xs) => ProcessPool.Shared.Map(f, xs); int G() => ProcessPool.Shared.Run(this.f, 3);")]
    [DataRow("event Action? Done; void F() => Done -= Jobs.Work;")]
    [DataRow("bool F(Func<int, int> f) => f == Jobs.Square;")]
    [DataRow("void F() => _ = (Func<int, int>)Jobs.Square;")]
    [DataRow("string F() => ((Func<int, int>)Jobs.Square).Method.Name;")]
    [DataRow("[RunInProcess] static int Own(int x) { Func<int, int> f = Jobs.Square; return f(x); }")]
    [DataRow("[WorkerInitializer] static void Begin() { Func<int, int> f = Jobs.Square; f(1); }")]
    [DataRow("static int Square(int x) => x; Func<int, int> F() => Square;")]
    [DataRow("class Jobs2 { public int Square(int x) => x; } Func<int, int> F(Jobs2 jobs) => jobs.Square;")]
    [DataRow("record R(int Square); R F(R r) => r with { Square = 3 }; int G(R r) => r is { Square: 3 } ? r.Square : 0;")]
    [DataRow("int Work { get; set; } int F() => Work;")]
    [DataRow("/// <see cref=\"Jobs.Square\"/>\nint F() => 1;")]
    public void CallAndDelegateForAPoolAreNot(string members) => CallCode.Verify(members);

    [TestMethod]
    public void DelegateForAPoolAndForOneselfIsReportedAndKept()
    {
        CallCode.NoFix("int F(ProcessPool pool) { Func<int, int> f = {|PISO201:Jobs.Square|}; return f(1) + pool.Run(f, 3); }");
        CallCode.NoFix("int Both(Func<int, int> f) => ProcessPool.Shared.Run(f, 3) + f(3); int F() => Both({|PISO201:Jobs.Square|});");
    }

    [TestMethod]
    [DataRow("Func<int> F(string s) => {|PISO201:s.Size|};")]
    [DataRow("unsafe delegate*<int, int> F() => &{|PISO201:Jobs.Square|};")]
    [DataRow("event Action? Done; void F() => Done += {|PISO201:Jobs.Work|}; void G() => Done -= Jobs.Work;")]
    [DataRow("object F() { var f = {|PISO201:Jobs.Add|}; return f; }")]
    [DataRow("Expression<Func<int[], IEnumerable<int>>> F() => xs => xs.Select({|PISO201:Jobs.Square|});")]
    public void LambdaIsNotOfferedWhereItWouldNotDo(string members) => CallCode.NoFix(members);

    [TestMethod]
    [DataRow("Func<int, int> F() => {|PISO201:Jobs.Square|};", "Func<int, int> F() => x => Jobs.Square(x);")]
    [DataRow("void F() { new Thread({|PISO201:Jobs.Work|}).Start(); }", "void F() { new Thread(() => Jobs.Work()).Start(); }")]
    [DataRow("int F() { var f = {|PISO201:Jobs.Square|}; return f(3); }", "int F() { var f = (int x) => Jobs.Square(x); return f(3); }")]
    [DataRow("Delegate F() => {|PISO201:Jobs.Square|};", "Delegate F() => (int x) => Jobs.Square(x);")]
    [DataRow("Func<int, int, int> F() => /* a */ {|PISO201:Jobs.Add|} /* b */;", "Func<int, int, int> F() => /* a */ (x, y) => Jobs.Add(x, y) /* b */;")]
    [DataRow("object F() => (Func<int, int>){|PISO201:Jobs.Square|};", "object F() => (Func<int, int>)(x => Jobs.Square(x));")]
    [DataRow("object F() => new Func<int, int>({|PISO201:Jobs.Square|});", "object F() => new Func<int, int>(x => Jobs.Square(x));")]
    [DataRow("int[] F(int[] x) => [.. x.Select({|PISO201:Jobs.Square|})];", "int[] F(int[] x) => [.. x.Select(x2 => Jobs.Square(x2))];")]
    [DataRow("event Action? Done; void F() => Done += {|PISO201:Jobs.Work|};", "event Action? Done; void F() => Done += () => Jobs.Work();")]
    [DataRow("Func<int, int> F(Func<int, int>? f) => f ?? {|PISO201:Jobs.Square|};", "Func<int, int> F(Func<int, int>? f) => f ?? (x => Jobs.Square(x));")]
    [DataRow("Func<int, int> F(bool b) => b ? {|PISO201:Jobs.Square|} : Jobs.Unmarked;", "Func<int, int> F(bool b) => b ? x => Jobs.Square(x) : Jobs.Unmarked;")]
    [DataRow("Task<int> F() => Task.Run({|PISO201:Jobs.Next|});", "Task<int> F() => Task.Run(() => Jobs.Next());")]
    [DataRow("static R Apply<T, R>(Func<T, R> f, T x) => f(x); int F() => Apply({|PISO201:Jobs.Square|}, 3);", "static R Apply<T, R>(Func<T, R> f, T x) => f(x); int F() => Apply(x => Jobs.Square(x), 3);")]
    [DataRow("static object Keep<T>(T f) => f!; object F() => Keep({|PISO201:Jobs.Square|});", "static object Keep<T>(T f) => f!; object F() => Keep((int x) => Jobs.Square(x));")]
    [DataRow("[RunInProcess] internal static int Own(int @class) => @class; Func<int, int> F() => {|PISO201:Own|};", "[RunInProcess] internal static int Own(int @class) => @class; Func<int, int> F() => @class => Own(@class);")]
    public void LambdaCallsTheMethod(string members, string expected) => CallCode.Fix(members, expected);

    [TestMethod]
    public void AllDelegatesBecomeLambdas() => CallCode.FixAll(
        """
            void F(int[] xs)
            {
                Jobs.Give({|PISO201:Jobs.Square|});
                Action[] all = [{|PISO201:Jobs.Work|}, {|PISO201:Jobs.Work|}];
                Parallel.ForEach(xs.Select({|PISO201:Jobs.Square|}), x => Jobs.Give({|PISO201:Jobs.Square|}));
            }
        """,
        """
            void F(int[] xs)
            {
                Jobs.Give(x => Jobs.Square(x));
                Action[] all = [() => Jobs.Work(), () => Jobs.Work()];
                Parallel.ForEach(xs.Select(x => Jobs.Square(x)), x => Jobs.Give(x2 => Jobs.Square(x2)));
            }
        """);
}
