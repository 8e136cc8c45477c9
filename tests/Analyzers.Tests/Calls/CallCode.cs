using System.Linq;
using ProcessIsolate.Analyzers.Tests.Harness;

namespace ProcessIsolate.Analyzers.Tests.Calls;

/// <summary>What the tests of the rules on calls have in common: marked methods to call, and a class that calls them.</summary>
internal static class CallCode
{
    /// <summary>Compares the rules on calls, and the one on calls that were lost.</summary>
    public static Setup Setup { get; } = Setup.Default.Comparing([.. Enumerable.Range(201, 7).Append(111).Select(number => $"PISO{number}")]);

    private const string Jobs = """

        === Jobs.cs
        public static class Jobs
        {
            [RunInProcess] public static int Square(int x) => x * x;
            [RunInProcess] public static int Add(int x, int y = 1) => x + y;
            [RunInProcess] public static int Sum(params int[] xs) => xs.Sum();
            [RunInProcess] public static int Next() => 1;
            [RunInProcess] public static void Work() { }
            [RunInProcess] public static void Log(string text) { }
            [RunInProcess] public static int Size(this string text) => text.Length;
            [RunInProcess] public static int Long(int x, CancellationToken stop = default) => x;
            [RunInProcess] public static async Task<int> Slow(int x, CancellationToken stop = default) { await Task.Yield(); return x; }
            [RunInProcess] public static async Task<int> Deaf(int x) { await Task.Yield(); return x; }
            [RunInProcess] public static async ValueTask Quiet() => await Task.Yield();
            [RunInProcess(Pool = "images")] public static int Shrink(int x) => x;
            public static int Unmarked(int x) => x;
            public static Task<int> UnmarkedAsync(int x) => Task.FromResult(x);
            public static void Give(Func<int, int> function) => function(1);
        }

        """;

    /// <summary>Members of a class that calls.</summary>
    public static string Members(string members) => "public partial class Caller\n{\n" + members.TrimEnd() + "\n}\n" + Jobs;

    /// <summary>Fails unless exactly what is marked in the members is reported.</summary>
    public static void Verify(string members) => Analysis.Verify(Members(members), Around(members));

    /// <summary>Fails unless the fix of the first mark makes the second text of the members.</summary>
    public static void Fix(string members, string expected, string? title = null) =>
        Fixing.Fix(Members(members), Members(expected), title, Setup);

    /// <summary>The same for all marks of the rule of the first.</summary>
    public static void FixAll(string members, string expected, string? title = null) =>
        Fixing.FixAll(Members(members), Members(expected), title, Setup);

    /// <summary>Fails when a fix is offered.</summary>
    public static void NoFix(string members) => Fixing.NoFix(Members(members), Around(members));

    // The test compilation does not allow unsafe code; that is its only error.
    private static Setup Around(string members) => Setup with { AllowsErrors = members.Contains("unsafe ", System.StringComparison.Ordinal) };
}
