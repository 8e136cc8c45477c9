using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Analyzers.Tests.Calls;

/// <summary>PISO203: a token is at hand and not passed.</summary>
[TestClass]
public sealed class TokenTests
{
    [TestMethod]
    [DataRow("Task<int> F(CancellationToken stop) => {|PISO203:Jobs.SquareAsync(3)|};")]
    [DataRow("Task<int> F(CancellationToken stop) => {|PISO203:Jobs.Slow(3)|};")]
    [DataRow("int F(CancellationToken stop) => {|PISO203:Jobs.Long(3)|};")]
    [DataRow("Task<int> F(ProcessPool pool, CancellationToken stop) => {|PISO203:pool.RunAsync(Jobs.Square, 3)|};")]
    [DataRow("Task F(ProcessPool pool, CancellationToken stop) => {|PISO203:pool.RunAsync(Jobs.Work)|};")]
    [DataRow("Task<int[]> F(ProcessPool pool, int[] xs, CancellationToken stop) => {|PISO203:pool.MapAsync(Jobs.Square, xs)|};")]
    [DataRow("Task<int[]> F(ProcessPool pool, int[] xs, CancellationToken stop) => {|PISO203:pool.MapAsync(Jobs.Square, xs, new MapOptions())|};")]
    [DataRow("Task<int> F(CancellationTokenSource source) { var stop = source.Token; return {|PISO203:Jobs.SquareAsync(3)|}; }")]
    [DataRow("Func<Task<int>> F(CancellationToken stop) => () => {|PISO203:Jobs.SquareAsync(3)|};")]
    [DataRow("Func<CancellationToken, Task<int>> F() => stop => {|PISO203:Jobs.SquareAsync(3)|};")]
    [DataRow("Task<int> F(CancellationToken stop) { return Local(); Task<int> Local() => {|PISO203:Jobs.SquareAsync(3)|}; }")]
    [DataRow("async Task<int> F(CancellationToken stop) { try { return await {|PISO203:Jobs.SquareAsync(3)|}; } catch (Exception) { return 1; } }")]
    [DataRow("int x; Caller(CancellationToken stop) { x = {|PISO203:Jobs.Long(3)|}; }")]
    [DataRow("[RunInProcess] internal static int Two(int x) => x; [RunInProcess] internal static int Two(int x, CancellationToken stop) => x; int F(CancellationToken stop) => {|PISO203:Two(3)|};")]
    public void CallThatCouldTakeATokenIsReported(string members) => CallCode.Verify(members);

    [TestMethod]
    [DataRow("Task<int> F() => Jobs.SquareAsync(3);")]
    [DataRow("Task<int> F(CancellationToken stop) => Jobs.SquareAsync(3, stop);")]
    [DataRow("Task<int> F(CancellationToken stop) => Jobs.SquareAsync(3, CancellationToken.None);")]
    [DataRow("Task<int> F(CancellationToken stop) => Jobs.SquareAsync(3, default);")]
    [DataRow("Task<int> F(CancellationToken stop) => Jobs.SquareAsync(cancellationToken: stop, x: 3);")]
    [DataRow("Task<int> F(CancellationToken stop) => Jobs.Deaf(3);")]
    [DataRow("int F(CancellationToken stop) => Jobs.Square(3);")]
    [DataRow("int F(ProcessPool pool, CancellationToken stop) => pool.Run(Jobs.Square, 3);")]
    [DataRow("Task<int[]> F(ProcessPool pool, int[] xs, CancellationToken stop) => pool.MapAsync(Jobs.Square, xs, null, stop);")]
    [DataRow("Task<int> F(CancellationTokenSource source) => Jobs.SquareAsync(3);")]
    [DataRow("CancellationToken stop; Task<int> F() => Jobs.SquareAsync(3);")]
    [DataRow("Task<int> F(out CancellationToken stop) { stop = default; return Jobs.SquareAsync(3); }")]
    [DataRow("Func<Task<int>> F(CancellationToken stop) => static () => Jobs.SquareAsync(3);")]
    [DataRow("Func<Task<int>> F(in CancellationToken stop) => () => Jobs.SquareAsync(3);")]
    [DataRow("Task<int> F(CancellationToken stop) { return Local(); static Task<int> Local() => Jobs.SquareAsync(3); }")]
    [DataRow("Task<int> F() { var task = Jobs.SquareAsync(3); var stop = CancellationToken.None; stop.ThrowIfCancellationRequested(); return task; }")]
    [DataRow("Task<int> F(CancellationTokenSource source) { { var stop = source.Token; stop.ThrowIfCancellationRequested(); } return Jobs.SquareAsync(3); }")]
    [DataRow("async Task F(CancellationToken stop) { try { await Task.CompletedTask.WaitAsync(stop); } finally { await Jobs.SquareAsync(3); } }")]
    [DataRow("async Task F(CancellationToken stop) { try { await Task.CompletedTask.WaitAsync(stop); } catch (OperationCanceledException) { await Jobs.SquareAsync(3); } }")]
    [DataRow("Task<int> F(CancellationToken? stop) => Jobs.SquareAsync(3);")]
    public void CallWithoutTokenAtHandIsNot(string members) => CallCode.Verify(members);

    [TestMethod]
    [DataRow("Task<int> F(CancellationToken stop) => {|PISO203:Jobs.SquareAsync(3)|};", "Task<int> F(CancellationToken stop) => Jobs.SquareAsync(3, stop);")]
    [DataRow("Task<int> F(CancellationToken stop) => {|PISO203:Jobs.NextAsync()|};", "Task<int> F(CancellationToken stop) => Jobs.NextAsync(stop);")]
    [DataRow("Task<int> F(CancellationToken @default) => {|PISO203:Jobs.AddAsync(1)|};", "Task<int> F(CancellationToken @default) => Jobs.AddAsync(1, cancellationToken: @default);")]
    [DataRow("Task<int> F(CancellationToken stop) => {|PISO203:Jobs.AddAsync(y: 2, x: 1)|};", "Task<int> F(CancellationToken stop) => Jobs.AddAsync(y: 2, x: 1, cancellationToken: stop);")]
    [DataRow("Task<int[]> F(ProcessPool pool, int[] xs, CancellationToken stop) => {|PISO203:pool.MapAsync(Jobs.Square, xs)|};", "Task<int[]> F(ProcessPool pool, int[] xs, CancellationToken stop) => pool.MapAsync(Jobs.Square, xs, cancellationToken: stop);")]
    [DataRow("[RunInProcess] internal static int Two(int x) => x; [RunInProcess] internal static int Two(int x, CancellationToken stop) => x; int F(CancellationToken stop) => {|PISO203:Two(3)|};", "[RunInProcess] internal static int Two(int x) => x; [RunInProcess] internal static int Two(int x, CancellationToken stop) => x; int F(CancellationToken stop) => Two(3, stop);")]
    public void TokenIsPassed(string members, string expected) => CallCode.Fix(members, expected);

    [TestMethod]
    public void EachTokenIsOffered() => CallCode.Fix(
        "async Task<int> F(CancellationToken outer) { using var source = CancellationTokenSource.CreateLinkedTokenSource(outer); var inner = source.Token; return await {|PISO203:Jobs.SquareAsync(3)|}; }",
        "async Task<int> F(CancellationToken outer) { using var source = CancellationTokenSource.CreateLinkedTokenSource(outer); var inner = source.Token; return await Jobs.SquareAsync(3, inner); }",
        "Pass 'inner'");

    [TestMethod]
    public void AllCallsGetTheToken() => CallCode.FixAll(
        """
            async Task<int> F(ProcessPool pool, CancellationToken stop)
            {
                var x = await {|PISO203:Jobs.SquareAsync(await {|PISO203:Jobs.NextAsync()|})|};
                return await {|PISO203:pool.RunAsync(Jobs.Square, x)|};
            }
        """,
        """
            async Task<int> F(ProcessPool pool, CancellationToken stop)
            {
                var x = await Jobs.SquareAsync(await Jobs.NextAsync(stop), stop);
                return await pool.RunAsync(Jobs.Square, x, stop);
            }
        """);
}
