using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Analyzers.Tests.Harness;

namespace ProcessIsolate.Analyzers.Tests;

/// <summary>One run of <c>dotnet format analyzers</c> fixes what can be fixed, in whatever order the reports come.</summary>
[TestClass]
public sealed class FormatTests
{
    [TestMethod]
    public void ReportsOfOtherRulesAndOtherFixesAreNoObstacle() => Fixing.Format(
        "PISO102",
        """
        class Outer
        {
            private class Jobs
            {
                [RunInProcess]
                internal static int {|PISO102:Square|}(int x) => x * x;
            }
        }

        interface I
        {
            [RunInProcess] private static int {|PISO102:F|}() => 1;
        }

        class Other
        {
            [RunInProcess] internal static async void {|PISO107:Later|}() => await Task.Yield();
        }
        """,
        """
        class Outer
        {
            internal class Jobs
            {
                [RunInProcess]
                internal static int Square(int x) => x * x;
            }
        }

        interface I
        {
            [RunInProcess] internal static int F() => 1;
        }

        class Other
        {
            [RunInProcess] internal static async void {|PISO107:Later|}() => await Task.Yield();
        }
        """);

    [TestMethod]
    public void ReportWithoutFixIsLeftAndTheOthersAreFixed() => Fixing.Format(
        "PISO205",
        """
        static class Jobs
        {
            [RunInProcess] public static int Square(int x) => x * x;

            public static List<int> Squares(int[] xs)
            {
                List<int> squares = [];
                foreach (int x in xs)
                {
                    // Stays.
                    squares.Add({|PISO205:Square(x)|});
                }

                return squares;
            }

            public static int[] Short(int[] xs) => xs.Select(x => {|PISO205:Square(x)|}).ToArray();
        }
        """,
        """
        static class Jobs
        {
            [RunInProcess] public static int Square(int x) => x * x;

            public static List<int> Squares(int[] xs)
            {
                List<int> squares = [];
                foreach (int x in xs)
                {
                    // Stays.
                    squares.Add({|PISO205:Square(x)|});
                }

                return squares;
            }

            public static int[] Short(int[] xs) => ProcessPool.Shared.Map(Square, xs);
        }
        """);

    [TestMethod]
    public void UpdateThatCannotBeFixedAsAnotherGetsItsOwnFix() => Fixing.Format(
        "PISO303",
        """
        static class Jobs
        {
            [RunInProcess]
            public static void Double(SharedArray<int> byDigit, int number)
            {
                {|PISO303:byDigit[number % 10] *= 2|};
            }

            [RunInProcess]
            public static void Count(Shared<int> total) => {|PISO303:total.Value++|};
        }
        """,
        """
        static class Jobs
        {
            [RunInProcess]
            public static void Double(SharedArray<int> byDigit, int number)
            {
                using (byDigit.EnterLock())
                {
                    byDigit[number % 10] *= 2;
                }
            }

            [RunInProcess]
            public static void Count(Shared<int> total) => total.Increment();
        }
        """);

    [TestMethod]
    public void EachCallGetsTheTokenThatIsNearest() => Fixing.Format(
        "PISO203",
        """
        static class Jobs
        {
            [RunInProcess]
            public static async Task<int> Square(int x, CancellationToken token = default)
            {
                await Task.Delay(x, token);
                return x * x;
            }

            public static Task<int> First(CancellationToken first) => {|PISO203:Square(1)|};

            public static Task<int> Second(CancellationToken second) => {|PISO203:Square(2)|};
        }
        """,
        """
        static class Jobs
        {
            [RunInProcess]
            public static async Task<int> Square(int x, CancellationToken token = default)
            {
                await Task.Delay(x, token);
                return x * x;
            }

            public static Task<int> First(CancellationToken first) => Square(1, first);

            public static Task<int> Second(CancellationToken second) => Square(2, second);
        }
        """);
}
