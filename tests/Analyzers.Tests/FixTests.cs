using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Analyzers.Tests.Harness;

namespace ProcessIsolate.Analyzers.Tests;

/// <summary>What the fixes of the rules on marked methods make of the code.</summary>
[TestClass]
public sealed class FixTests
{
    [TestMethod]
    public void AsyncVoidReturnsTask() => Fixing.FixAll(
        """
        static class Jobs
        {
            // Stays.
            [RunInProcess] internal static async void {|PISO107:First|}() => await Task.Yield();
            [RunInProcess] internal static async /* so */ void {|PISO107:Second|}(int x) => await Task.Delay(x);
        }
        """,
        """
        static class Jobs
        {
            // Stays.
            [RunInProcess] internal static async Task First() => await Task.Yield();
            [RunInProcess] internal static async /* so */ Task Second(int x) => await Task.Delay(x);
        }
        """);

    [TestMethod]
    public void ImportIsAddedWhereItIsMissing() => Fixing.Fix(
        """
        using ProcessIsolate;

        static class Jobs
        {
            [RunInProcess] internal static async void {|PISO107:First|}() => await System.Threading.Tasks.Task.Yield();
        }
        """,
        """
        using System.Threading.Tasks;
        using ProcessIsolate;

        static class Jobs
        {
            [RunInProcess] internal static async Task First() => await System.Threading.Tasks.Task.Yield();
        }
        """,
        setup: Setup.Default with { HasGlobalUsings = false });

    [TestMethod]
    public void MethodBecomesStaticAndItsCallsNameTheType() => Fixing.FixAll(
        """
        class Jobs
        {
            /// <summary>Squares.</summary>
            [RunInProcess]
            public int {|PISO101:Square|}(int x) => x * x;

            [RunInProcess]
            internal int {|PISO101:Twice|}(int x)
            {
                return x + x;
            }

            int Use() => Square(1) + this.Twice(2);
        }

        class Caller
        {
            int Call(Jobs jobs) => jobs.Square(jobs.Twice(3)) + new Jobs().Square(4);
        }
        """,
        """
        class Jobs
        {
            /// <summary>Squares.</summary>
            [RunInProcess]
            public static int Square(int x) => x * x;

            [RunInProcess]
            internal static int Twice(int x)
            {
                return x + x;
            }

            int Use() => Square(1) + Jobs.Twice(2);
        }

        class Caller
        {
            int Call(Jobs jobs) => Jobs.Square(Jobs.Twice(3)) + Jobs.Square(4);
        }
        """);

    [TestMethod]
    [DataRow("class C { int x; [RunInProcess] public int {|PISO101:F|}() => x; }")]
    [DataRow("class C(int x) { [RunInProcess] public int {|PISO101:F|}() => x; }")]
    [DataRow("class C { [RunInProcess] public virtual int {|PISO101:F|}() => 1; }")]
    [DataRow("class C : IDisposable { [RunInProcess] public void {|PISO101:Dispose|}() { } }")]
    [DataRow("interface I { [RunInProcess] int {|PISO101:F|}(); }")]
    [DataRow("class C { void F() { [RunInProcess] int {|PISO101:G|}() => 1; G(); } }")]
    public void WhatNeedsItsInstanceStaysAsItIs(string source) => Fixing.NoFix(source);

    [TestMethod]
    public void HiddenTypesBecomeInternal() => Fixing.FixAll(
        """
        class Outer
        {
            private record Item(int X);

            private class Jobs
            {
                [RunInProcess]
                internal static int {|PISO102:Count|}(List<Item[]> items) => items.Count;
            }
        }

        class Base
        {
            protected class Jobs
            {
                [RunInProcess]
                internal static int {|PISO102:Square|}(int x) => x * x;
            }
        }

        file class Jobs
        {
            [RunInProcess]
            internal static int {|PISO102:Square|}(int x) => x * x;
        }
        """,
        """
        class Outer
        {
            internal record Item(int X);

            internal class Jobs
            {
                [RunInProcess]
                internal static int Count(List<Item[]> items) => items.Count;
            }
        }

        class Base
        {
            protected internal class Jobs
            {
                [RunInProcess]
                internal static int Square(int x) => x * x;
            }
        }

        internal class Jobs
        {
            [RunInProcess]
            internal static int Square(int x) => x * x;
        }
        """,
        "Make the type internal");

    [TestMethod]
    public void HiddenMethodBecomesInternal() => Fixing.FixAll(
        "interface I { [RunInProcess] private static int {|PISO102:F|}() => 1; }",
        "interface I { [RunInProcess] internal static int F() => 1; }",
        "Make the method internal");

    [TestMethod]
    public void LazyResultBecomesAnArray() => Fixing.FixAll(
        """
        static class Jobs
        {
            [RunInProcess]
            public static {|PISO106:IOrderedEnumerable<int>|} Ordered(int[] xs) => xs.Order();

            [RunInProcess]
            public static {|PISO106:IOrderedEnumerable<string>|} Sorted(string[] names) => from name in names orderby name select name;

            [RunInProcess]
            public static {|PISO106:IOrderedEnumerable<int>|} Some(int[] xs)
            {
                if (xs.Length == 0)
                {
                    return null!;
                }

                Func<IOrderedEnumerable<int>> inner = () => { return xs.Skip(1).Order(); };
                return xs.Length == 1 ? xs.Order() : inner();
            }

            [RunInProcess]
            public static async {|PISO106:Task<IOrderedEnumerable<int>>|} Later(int[] xs)
            {
                await Task.Yield();
                return xs.Length > 1 ? throw new InvalidOperationException() : xs.Order();
            }
        }
        """,
        """
        static class Jobs
        {
            [RunInProcess]
            public static int[] Ordered(int[] xs) => xs.Order().ToArray();

            [RunInProcess]
            public static string[] Sorted(string[] names) => (from name in names orderby name select name).ToArray();

            [RunInProcess]
            public static int[] Some(int[] xs)
            {
                if (xs.Length == 0)
                {
                    return null!;
                }

                Func<IOrderedEnumerable<int>> inner = () => { return xs.Skip(1).Order(); };
                return (xs.Length == 1 ? xs.Order() : inner()).ToArray();
            }

            [RunInProcess]
            public static async Task<int[]> Later(int[] xs)
            {
                await Task.Yield();
                return (xs.Length > 1 ? throw new InvalidOperationException() : xs.Order()).ToArray();
            }
        }
        """);

    [TestMethod]
    [DataRow("static class C { [RunInProcess] public static {|PISO106:IEnumerator<int>|} F() => null!; }")]
    [DataRow("static class C { [RunInProcess] public static {|PISO106:Task<IOrderedEnumerable<int>>|} F() => null!; }")]
    [DataRow("static class C { [RunInProcess] public static {|PISO106:Task<IAsyncEnumerable<int>>|} F() => null!; }")]
    public void ResultThatCannotBeCompletedInPlaceStaysAsItIs(string source) => Fixing.NoFix(source);
}
