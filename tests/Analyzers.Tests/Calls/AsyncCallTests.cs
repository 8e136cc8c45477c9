using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Analyzers.Tests.Harness;

namespace ProcessIsolate.Analyzers.Tests.Calls;

/// <summary>PISO202: a call that blocks where it could be awaited.</summary>
[TestClass]
public sealed class AsyncCallTests
{
    [TestMethod]
    [DataRow("async Task<int> F() => {|PISO202:Jobs.Square(3)|};")]
    [DataRow("async Task F() { await Task.Yield(); {|PISO202:Jobs.Work()|}; }")]
    [DataRow("async ValueTask F() { {|PISO202:Jobs.Work()|}; }")]
    [DataRow("async void F() { {|PISO202:Jobs.Work()|}; }")]
    [DataRow("async IAsyncEnumerable<int> F() { yield return {|PISO202:Jobs.Square(3)|}; }")]
    [DataRow("Task<int> F() => Task.FromResult({|PISO202:Jobs.Square(3)|});")]
    [DataRow("Func<Task> F() => async () => {|PISO202:Jobs.Work()|};")]
    [DataRow("Func<Task<int>> F() => () => Task.FromResult({|PISO202:Jobs.Square(3)|});")]
    [DataRow("void F() { async Task Local() { {|PISO202:Jobs.Work()|}; } }")]
    [DataRow("async Task<int> F(string s) => {|PISO202:s.Size()|};")]
    [DataRow("async Task<int?> F(string? s) => s is null ? null : {|PISO202:Jobs.Add(1, y: 3)|};")]
    [DataRow("async Task<int> F(ProcessPool pool) => {|PISO202:pool.Run(Jobs.Square, 3)|};")]
    [DataRow("async Task<int[]> F(ProcessPool pool, int[] xs) => {|PISO202:pool.Map(Jobs.Square, xs)|};")]
    [DataRow("async Task<int> F() => {|PISO202:Jobs.Square({|PISO202:Jobs.Next()|})|};")]
    [DataRow("async Task F() { try { } finally { {|PISO202:Jobs.Work()|}; } }")]
    [DataRow("[RunInProcess] static int Own(int x) => x; async Task<int> F() => {|PISO202:Own(3)|};")]
    public void CallThatBlocksAnAsynchronousFunctionIsReported(string members) => CallCode.Verify(members);

    [TestMethod]
    [DataRow("int F() => Jobs.Square(3);")]
    [DataRow("void F() => Jobs.Work();")]
    [DataRow("async Task<int> F() => await Jobs.SquareAsync(3);")]
    [DataRow("async Task<int> F() => await Jobs.Deaf(3);")]
    [DataRow("async Task<int> F() => await Task.Run(() => Jobs.Square(3));")]
    [DataRow("async Task F() { int Local() => Jobs.Square(3); await Task.Yield(); Local(); }")]
    [DataRow("async Task<int> F() => Jobs.Unmarked(3);")]
    [DataRow("readonly object gate = new(); async Task F() { lock (gate) { Jobs.Work(); } await Task.Yield(); }")]
    [DataRow("async Task F() { try { await Task.Yield(); } catch (Exception) when (Jobs.Next() == 1) { } }")]
    [DataRow("async Task<int[]> F(int[] xs) { await Task.Yield(); return (from x in xs where Jobs.Square(x) > 3 select x).ToArray(); }")]
    [DataRow("[RunInProcess] static async Task<int> Own(int x) { await Task.Yield(); return Jobs.Square(x); }")]
    [DataRow("[RunInProcess] static int Own(int x) => x; static int OwnAsync(int x) => x; async Task<int> F() { await Task.Yield(); return Own(3); }")]
    [DataRow("int field = Jobs.Square(3); static readonly int Other = Jobs.Next(); int P { get; } = Jobs.Square(3);")]
    [DataRow("async Task F() { Expression<Func<int>> e = () => 1; await Task.Yield(); e.Compile(); }")]
    [DataRow("IEnumerable<int> F() { yield return Jobs.Square(3); }")]
    public void CallThatBlocksNobodyIsNot(string members) => CallCode.Verify(members);

    [TestMethod]
    [DataRow("using System.Threading.Tasks; await Task.Yield(); Jobs.Square(1);")]
    [DataRow("await Program.Other(); partial class Program { static async Task Other() => await Task.Yield(); }\n")]
    [DataRow("class Program { static async Task Main() { await Task.Yield(); Jobs.Square(1); } }")]
    public void MainMayBlockItsThread(string source) => Analysis.Verify(
        source + " static class Jobs { [RunInProcess] internal static int Square(int x) => x; }",
        CallCode.Setup with { Kind = OutputKind.ConsoleApplication });

    [TestMethod]
    public void FunctionInMainMustNotBlock() => Analysis.Verify(
        """
        await F();
        async Task F() => {|PISO202:Jobs.Work()|};
        static class Jobs { [RunInProcess] internal static void Work() { } }
        """,
        CallCode.Setup with { Kind = OutputKind.ConsoleApplication });

    [TestMethod]
    public void NothingIsReportedWhereTheLanguageHasNoPlaceForTheCompanion()
    {
        const string code = """
            class Jobs { [RunInProcess] internal static int Square(int x) => x; }
            class Caller { async Task<int> F() { await Task.Yield(); return Jobs.Square(3); } }
            """;
        Analysis.Verify(code, CallCode.Setup.In(LanguageVersion.CSharp13));
        Analysis.Verify(
            code.Replace("class Jobs", "partial class Jobs").Replace("Jobs.Square(3)", "{|PISO202:Jobs.Square(3)|}"),
            CallCode.Setup.In(LanguageVersion.CSharp13));
    }

    [TestMethod]
    [DataRow("async Task<int> F() => {|PISO202:Jobs.Square(3)|};", "async Task<int> F() => await Jobs.SquareAsync(3);")]
    [DataRow("async Task F() { {|PISO202:Jobs.Work()|}; }", "async Task F() { await Jobs.WorkAsync(); }")]
    [DataRow("async Task<int> F(CancellationToken stop) => {|PISO202:Jobs.Square(3)|};", "async Task<int> F(CancellationToken stop) => await Jobs.SquareAsync(3, stop);")]
    [DataRow("async Task<int> F(CancellationToken stop) => {|PISO202:Jobs.Add(1)|};", "async Task<int> F(CancellationToken stop) => await Jobs.AddAsync(1, cancellationToken: stop);")]
    [DataRow("async Task<int> F(CancellationToken stop) => {|PISO202:Jobs.Long(1)|};", "async Task<int> F(CancellationToken stop) => await Jobs.LongAsync(1, stop);")]
    [DataRow("async Task<int> F(CancellationToken stop) => {|PISO202:Jobs.Long(1, stop)|};", "async Task<int> F(CancellationToken stop) => await Jobs.LongAsync(1, stop);")]
    [DataRow("async Task<string> F() => {|PISO202:Jobs.Square(3)|}.ToString();", "async Task<string> F() => (await Jobs.SquareAsync(3)).ToString();")]
    [DataRow("async Task<int> F(string s) => -{|PISO202:s.Trim().Size()|} + 1;", "async Task<int> F(string s) => -await Jobs.SizeAsync(s.Trim()) + 1;")]
    [DataRow("async Task<int> F(ProcessPool pool, CancellationToken stop) => {|PISO202:pool.Run(Jobs.Square, 3)|};", "async Task<int> F(ProcessPool pool, CancellationToken stop) => await pool.RunAsync(Jobs.Square, 3, stop);")]
    [DataRow("async Task<int[]> F(ProcessPool pool, int[] xs, CancellationToken stop) => {|PISO202:pool.Map(Jobs.Square, xs)|};", "async Task<int[]> F(ProcessPool pool, int[] xs, CancellationToken stop) => await pool.MapAsync(Jobs.Square, xs, cancellationToken: stop);")]
    [DataRow("Task<int> F() => Task.FromResult({|PISO202:Jobs.Square(3)|});", "async Task<int> F() => await Jobs.SquareAsync(3);")]
    [DataRow("Task<int> F() => /* a */ Task.FromResult(/* b */ {|PISO202:Jobs.Square(3)|} /* c */); // d", "async Task<int> F() => /* a */ /* b */ await Jobs.SquareAsync(3) /* c */; // d")]
    [DataRow("/// <summary>Text.</summary>\nTask<int> F() => Task.FromResult({|PISO202:Jobs.Square(3)|});", "/// <summary>Text.</summary>\nasync Task<int> F() => await Jobs.SquareAsync(3);")]
    [DataRow("Func<Task<int>> F() => () => Task.FromResult({|PISO202:Jobs.Square(3)|});", "Func<Task<int>> F() => async () => await Jobs.SquareAsync(3);")]
    [DataRow("[RunInProcess] internal static int Own(int x) => x; async Task<int> F() => {|PISO202:Own(3)|};", "[RunInProcess] internal static int Own(int x) => x; async Task<int> F() => await Caller.OwnAsync(3);")]
    public void CompanionIsAwaited(string members, string expected) => CallCode.Fix(members, expected);

    [TestMethod]
    public void MethodThatReturnsTasksBecomesAsync() => CallCode.FixAll(
        """
            static Task<int> F(bool b)
            {
                if (b)
                {
                    return Task.FromResult(0);
                }

                var x = {|PISO202:Jobs.Square({|PISO202:Jobs.Next()|})|};
                Func<Task<int>> inner = () => Task.FromResult(1);
                return b ? inner() : Jobs.UnmarkedAsync(x);
            }

            protected virtual Task G(int x)
            {
                if (x == 0)
                    return Task.CompletedTask;

                if (x == 1)
                {
                    return Task.Delay(x);
                }

                {|PISO202:Jobs.Work()|};

                // Done.
                return Task.CompletedTask;
            }
        """,
        """
            static async Task<int> F(bool b)
            {
                if (b)
                {
                    return 0;
                }

                var x = await Jobs.SquareAsync(await Jobs.NextAsync());
                Func<Task<int>> inner = () => Task.FromResult(1);
                return await (b ? inner() : Jobs.UnmarkedAsync(x));
            }

            protected virtual async Task G(int x)
            {
                if (x == 0)
                    return;

                if (x == 1)
                {
                    await Task.Delay(x);
                    return;
                }

                await Jobs.WorkAsync();

                // Done.
                return;
            }
        """);

    [TestMethod]
    [DataRow("async Task<int> F() { Span<int> x = stackalloc int[1]; x[0] = {|PISO202:Jobs.Square(3)|}; await Task.Yield(); return x.Length; }")]
    [DataRow("Task F(out int x) { x = {|PISO202:Jobs.Square(3)|}; return Task.CompletedTask; }")]
    [DataRow("Task<int> F(bool b) { if (b) { return null!; } return Task.FromResult({|PISO202:Jobs.Square(3)|}); }")]
    [DataRow("ValueTask F() { {|PISO202:Jobs.Work()|}; return default; }")]
    public void AwaitIsNotOfferedWhereItCannotStand(string members) => Fixing.NoFix(
        CallCode.Members(members), CallCode.Setup with { AllowsErrors = members.Contains("Span", System.StringComparison.Ordinal) });
}
