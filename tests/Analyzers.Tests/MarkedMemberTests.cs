using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Analyzers.Tests.Harness;

namespace ProcessIsolate.Analyzers.Tests;

/// <summary>Each kind of member that can carry a mark: it is isolated, or the build says why not and what to write instead.</summary>
[TestClass]
public sealed class MarkedMemberTests
{
    private const string Operator = "mark a static method, and have the operator call that";
    private const string Accessor = "mark a static method, and have the accessor call that";
    private const string NoMethod = "mark a static method of a type";
    private const string Instance = "it needs an instance";
    private const string Virtual = "which code runs is decided only where it is called";

    [TestMethod]
    [DataRow("public record struct V(int X) { [RunInProcess] public static V operator {|PISO101:+|}(V a, V b) => a; }", Operator, DisplayName = "operator")]
    [DataRow("public record struct V(int X) { [RunInProcess] public static V operator {|PISO101:-|}(V a) => a; }", Operator, DisplayName = "unary operator")]
    [DataRow("public record struct V(int X) { [RunInProcess] public static V operator {|PISO101:++|}(V a) => a; }", Operator, DisplayName = "increment")]
    [DataRow("public record struct V(int X) { public static V operator -(V a, V b) => a; [RunInProcess] public static V operator checked {|PISO101:-|}(V a, V b) => a; }", Operator, DisplayName = "checked operator")]
    [DataRow("public class V { [RunInProcess] public void operator {|PISO101:+=|}(int x) { } }", Operator, DisplayName = "compound assignment")]
    [DataRow("public record struct V(int X) { [RunInProcess] public static implicit operator {|PISO101:int|}(V a) => 1; }", Operator, DisplayName = "implicit conversion")]
    [DataRow("public record struct V(int X) { [RunInProcess] public static explicit operator {|PISO101:V|}(int a) => default; }", Operator, DisplayName = "explicit conversion")]
    [DataRow("public class V { } public static class E { extension(V) { [RunInProcess] public static V operator {|PISO101:+|}(V a, V b) => a; } }", Operator, DisplayName = "operator of an extension block")]
    [DataRow("public interface I<T> where T : I<T> { [RunInProcess] static abstract T operator {|PISO101:+|}(T a, T b); }", Operator, DisplayName = "abstract operator")]
    [DataRow("public class V { public static int P { [RunInProcess] {|PISO101:get|} => 1; [RunInProcess] {|PISO101:set|} { } } }", Accessor, DisplayName = "accessors of a property")]
    [DataRow("public class V { public int this[int i] { [RunInProcess] {|PISO101:get|} => 1; } }", Accessor, DisplayName = "accessor of an indexer")]
    [DataRow("public class V { public static event Action E { [RunInProcess] {|PISO101:add|} { } [RunInProcess] {|PISO101:remove|} { } } }", Accessor, DisplayName = "accessors of an event")]
    [DataRow("public class V { [method: RunInProcess] public static event Action {|PISO101:E|} = delegate { }; public static void F() => E(); }", Accessor, DisplayName = "event")]
    [DataRow("public static class V { extension(string s) { public int P { [RunInProcess] {|PISO101:get|} => 1; } } }", Accessor, DisplayName = "property of an extension block")]
    [DataRow("public class V { [RunInProcess] ~{|PISO101:V|}() { } }", NoMethod, DisplayName = "finalizer")]
    [DataRow("public class V { int F() { return G(); [RunInProcess] static int {|PISO101:G|}() => 1; } }", NoMethod, DisplayName = "local function")]
    [DataRow("public class V { Func<int> F() => [RunInProcess] static () {|PISO101:=>|} 1; }", NoMethod, DisplayName = "lambda")]
    [DataRow("public class V { [RunInProcess] public int {|PISO101:F|}() => 1; }", Instance, DisplayName = "instance method")]
    [DataRow("public partial class V { [RunInProcess] public partial int {|PISO101:F|}(); public partial int F() => 1; }", Instance, DisplayName = "partial instance method")]
    [DataRow("public interface I { [RunInProcess] static abstract int {|PISO101:F|}(); }", Virtual, DisplayName = "static abstract")]
    [DataRow("public interface I { [RunInProcess] static virtual int {|PISO101:F|}() => 1; }", Virtual, DisplayName = "static virtual")]
    [DataRow("public interface I { static abstract int F(); } public class V : I { [RunInProcess] static int I.{|PISO101:F|}() => 1; }", "no ordinary method", DisplayName = "explicit implementation")]
    [DataRow("public class V { [RunInProcess, System.Runtime.InteropServices.UnmanagedCallersOnly] public static int {|PISO101:F|}(int x) => x; }", "have it call a marked method", DisplayName = "for native code only")]
    [DataRow("public class V { [RunInProcess, System.Diagnostics.Conditional(\"DEBUG\")] public static void {|PISO101:F|}(int x) { } }", "have it call a marked method", DisplayName = "conditional")]
    [DataRow("public class V { [RunInProcess] public static async void {|PISO107:F|}() => await Task.Yield(); }", "return Task", DisplayName = "async void")]
    [DataRow("public class V { [RunInProcess] public static {|PISO106:Task<IAsyncEnumerable<int>>|} F() => null!; }", "return the sequence itself", DisplayName = "task of an asynchronous sequence")]
    [DataRow("public class V { [RunInProcess] public static {|PISO106:IEnumerator<int>|} F() { yield return 1; } }", "return a list", DisplayName = "enumerator")]
    public void MemberThatCannotBeIsolatedStopsTheBuild(string source, string instead) =>
        Assert.Contains(instead, Analysis.Verify(source)[0]);

    [TestMethod]
    [DataRow("public partial class V { [RunInProcess] public static partial int F(int x); public static partial int F(int x) => x; static int G() => F(1); }", DisplayName = "partial method")]
    [DataRow("public partial class V { public static partial int F(int x); [RunInProcess] public static partial int F(int x) => x; static int G() => F(1); }", DisplayName = "partial method marked at its body")]
    [DataRow("public class V { [RunInProcess] public static IEnumerable<int> F() { yield return 1; } static IEnumerable<int> G() => F(); }", DisplayName = "iterator")]
    [DataRow("public class V { [RunInProcess, System.Runtime.InteropServices.DllImport(\"c\")] internal static extern int F(int x); static int G() => F(1); }", DisplayName = "extern")]
    [DataRow("public class V { [RunInProcess] public static int F(params ReadOnlySpan<int> xs) => xs.Length; static int G() => F(1, 2); }", DisplayName = "params span")]
    [DataRow("public class V { [RunInProcess] public static int F(params List<int> xs) => xs.Count; static int G() => F(1, 2); }", DisplayName = "params list")]
    [DataRow("public class V { [RunInProcess] public static int F(in int x, int y = 3, [System.Runtime.CompilerServices.CallerMemberName] string z = \"\") => x; static int G() => F(1); }", DisplayName = "in, optional, caller's name")]
    [DataRow("public class V { [RunInProcess] public static Enum F(Enum x, Type y) => x; static Enum G() => F(DayOfWeek.Monday, typeof(int)); }", DisplayName = "enum and type")]
    [DataRow("public static class V { extension(string s) { [RunInProcess] public int F(int x) => x; [RunInProcess] public static int H() => 1; } static int G() => \"\".F(1) + string.H(); }", DisplayName = "methods of an extension block")]
    [DataRow("public interface I { [RunInProcess] public static int F() => 1; static int G() => F(); }", DisplayName = "static method of an interface")]
    public void MemberThatCanIsIsolated(string source) => Analysis.Verify(source);

    [TestMethod]
    public void MarkOnATypeWithOperatorsSaysThatTheyAreLeftOut() => Assert.Contains("operators (their use cannot be intercepted)", Analysis.Verify("""
        [assembly: {|PISO113:RunInProcess(typeof(V))|}]
        public record struct V(int X) { public static V operator +(V a, V b) => a; public static V Add(V a, V b) => a; }
        """)[0]);

    [TestMethod]
    [DataRow("op_Addition", "operator cannot be intercepted")]
    [DataRow("op_Implicit", "operator cannot be intercepted")]
    [DataRow("get_Today", "property or event cannot be intercepted")]
    [DataRow("Today", "no such public static method")]
    [DataRow(".ctor", "no ordinary method")]
    public void MarkOnTheAssemblyThatNamesOneSaysSo(string name, string reason) => Assert.Contains(reason, Analysis.Verify(
        "[assembly: {|PISO109:RunInProcess(typeof(" + (name == "op_Implicit" ? "decimal" : "DateTime") + "), \"" + name + "\")|}]")[0]);
}
