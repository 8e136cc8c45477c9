using Microsoft.CodeAnalysis;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Analyzers.Tests.Harness;

namespace ProcessIsolate.Analyzers.Tests.Calls;

/// <summary>PISO206: an isolated call that is not waited for.</summary>
[TestClass]
public sealed class DroppedTests
{
    [TestMethod]
    [DataRow("void F() { {|PISO206:Jobs.SquareAsync(3)|}; }")]
    [DataRow("void F() { {|PISO206:Jobs.Deaf(3)|}; }")]
    [DataRow("void F() { {|PISO206:Jobs.Quiet()|}; }")]
    [DataRow("void F() => {|PISO206:Jobs.WorkAsync()|};")]
    [DataRow("void F(ProcessPool pool) { {|PISO206:pool.RunAsync(Jobs.Work)|}; }")]
    [DataRow("void F(ProcessPool pool, int[] xs) { {|PISO206:pool.MapAsync(Jobs.Square, xs)|}; }")]
    [DataRow("void F(ProcessPool? pool) { pool?{|PISO206:.RunAsync(Jobs.Work)|}; }")]
    [DataRow("void F() { {|PISO206:Jobs.SquareAsync(3)|}.ConfigureAwait(false); }")]
    [DataRow("Action F() => () => {|PISO206:Jobs.WorkAsync()|};")]
    [DataRow("Action F() => () => { {|PISO206:Jobs.WorkAsync()|}; };")]
    [DataRow("void F() { for ({|PISO206:Jobs.WorkAsync()|}; ; {|PISO206:Jobs.WorkAsync()|}) { } }")]
    [DataRow("Task F() { {|PISO206:Jobs.WorkAsync()|}; return Task.CompletedTask; }")]
    public void ResultThatIsDroppedIsReported(string members) => CallCode.Verify(members);

    [TestMethod]
    [DataRow("async Task F() => await Jobs.SquareAsync(3);")]
    [DataRow("Task F() => Jobs.WorkAsync();")]
    [DataRow("Func<Task> F() => () => Jobs.WorkAsync();")]
    [DataRow("void F() { _ = Jobs.WorkAsync(); }")]
    [DataRow("void F() { var task = Jobs.WorkAsync(); task.Wait(); }")]
    [DataRow("void F() { Jobs.WorkAsync().Wait(); }")]
    [DataRow("void F() { Jobs.WorkAsync().GetAwaiter().GetResult(); }")]
    [DataRow("void F() { Jobs.WorkAsync().ContinueWith(task => { }); }")]
    [DataRow("async Task F() => await Jobs.SquareAsync(3).ConfigureAwait(false);")]
    [DataRow("Task F() => Task.WhenAll(Jobs.WorkAsync(), Jobs.Deaf(3));")]
    [DataRow("void F() { Jobs.Work(); Jobs.Square(3); }")]
    [DataRow("void F() { Jobs.UnmarkedAsync(3); }")]
    [DataRow("void F() { IsolatedProcess.Start(Jobs.Work); }")]
    [DataRow("Task? task; void F() => task = Jobs.WorkAsync();")]
    [DataRow("Task P => Jobs.WorkAsync();")]
    public void ResultThatIsUsedIsNot(string members) => CallCode.Verify(members);

    [TestMethod]
    [DataRow("async Task F() { await Task.Yield(); {|PISO206:Jobs.WorkAsync()|}; }", "async Task F() { await Task.Yield(); await Jobs.WorkAsync(); }")]
    [DataRow("async Task F() { await Task.Yield(); {|PISO206:Jobs.Deaf(3)|}.ConfigureAwait(false); }", "async Task F() { await Task.Yield(); await Jobs.Deaf(3).ConfigureAwait(false); }")]
    [DataRow("Func<Task> F() => async () => { await Task.Yield(); {|PISO206:Jobs.WorkAsync()|}; };", "Func<Task> F() => async () => { await Task.Yield(); await Jobs.WorkAsync(); };")]
    [DataRow("Task F() { {|PISO206:Jobs.WorkAsync()|}; return Task.CompletedTask; }", "async Task F() { await Jobs.WorkAsync(); }")]
    [DataRow("Task<int> F() { {|PISO206:Jobs.WorkAsync()|}; return Jobs.Deaf(3); }", "async Task<int> F() { await Jobs.WorkAsync(); return await Jobs.Deaf(3); }")]
    public void CallIsAwaited(string members, string expected) => CallCode.Fix(members, expected);

    [TestMethod]
    [DataRow("void F() { {|PISO206:Jobs.WorkAsync()|}; }")]
    [DataRow("Action F() => () => {|PISO206:Jobs.WorkAsync()|};")]
    [DataRow("async Task F(ProcessPool? pool) { await Task.Yield(); pool?{|PISO206:.RunAsync(Jobs.Work)|}; }")]
    [DataRow("readonly object gate = new(); async Task F() { await Task.Yield(); lock (gate) { {|PISO206:Jobs.WorkAsync()|}; } }")]
    public void AwaitIsNotOfferedWhereItWouldChangeTheSignatureOrCannotStand(string members) => CallCode.NoFix(members);

    [TestMethod]
    public void TopLevelStatementsAwait() => Fixing.FixAll(
        """
        {|PISO206:Jobs.WorkAsync()|};
        {|PISO206:Jobs.WorkAsync()|};

        static class Jobs { [RunInProcess] internal static void Work() { } }
        """,
        """
        await Jobs.WorkAsync();
        await Jobs.WorkAsync();

        static class Jobs { [RunInProcess] internal static void Work() { } }
        """,
        setup: CallCode.Setup with { Kind = OutputKind.ConsoleApplication });
}
