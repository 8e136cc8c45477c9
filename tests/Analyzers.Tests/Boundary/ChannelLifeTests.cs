using Microsoft.CodeAnalysis;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Analyzers.Tests.Harness;

namespace ProcessIsolate.Analyzers.Tests.Boundary;

/// <summary>PISO304: a channel is disposed, and not before the calls that use it have ended.</summary>
[TestClass]
public sealed class ChannelLifeTests
{
    private static readonly Setup Setup = Setup.Default.Comparing("PISO304");

    [TestMethod]
    [DataRow("var {|PISO304:q|} = new ProcessQueue<int>(3); Work(q);", DisplayName = "queue")]
    [DataRow("Shared<int> {|PISO304:s|} = new(1); Console.WriteLine(s.Value);", DisplayName = "shared value")]
    [DataRow("var {|PISO304:l|} = new ProcessLock(); using (l.EnterScope()) { }", DisplayName = "lock")]
    [DataRow("var {|PISO304:q|} = new ProcessQueue<int>(3); var p = IsolatedProcess.Start(Work, q); p.Join();", DisplayName = "given to a process")]
    [DataRow("var {|PISO304:q|} = new ProcessQueue<int>(3); ProcessPool.Shared.Run(Work, q);", DisplayName = "given to a pool")]
    [DataRow("ProcessQueue<int> q; q = {|PISO304:new ProcessQueue<int>(3)|}; Work(q);", DisplayName = "assigned later")]
    [DataRow("Work({|PISO304:new ProcessQueue<int>(3)|});", DisplayName = "made in the place of an argument")]
    [DataRow("{|PISO304:new ProcessQueue<int>(3)|};", DisplayName = "thrown away")]
    [DataRow("var ({|PISO304:a|}, {|PISO304:b|}) = ProcessPipe<int>.Create(); a.Send(1); b.Receive();", DisplayName = "pipe")]
    [DataRow("var (a, {|PISO304:b|}) = ProcessPipe<int>.Create(); using (a) { a.Send(1); b.Receive(); }", DisplayName = "one end of a pipe")]
    [DataRow("(ProcessPipe<int> {|PISO304:a|}, ProcessPipe<int> {|PISO304:b|}) = ProcessPipe<int>.Create(); a.Send(1); b.Receive();", DisplayName = "types written out")]
    [DataRow("(var {|PISO304:a|}, var {|PISO304:b|}) = ProcessPipe<int>.Create(); a.Send(1); b.Receive();", DisplayName = "pair of var")]
    [DataRow("ProcessPipe<int> a, b; ({|PISO304:a|}, {|PISO304:b|}) = ProcessPipe<int>.Create(); a.Send(1); b.Receive();", DisplayName = "declared before")]
    [DataRow("var ({|PISO304:a|}, {|PISO304:_|}) = ProcessPipe<int>.Create(); a.Send(1);", DisplayName = "one end thrown away")]
    [DataRow("var ({|PISO304:a|}, {|PISO304:b|}) = ProcessPipe<int, string>.Create(); a.Send(1); b.Receive();", DisplayName = "pipe of two types")]
    [DataRow("{|PISO304:ProcessPipe<int>.Create()|};", DisplayName = "pair thrown away")]
    [DataRow("var ({|PISO304:a|}, {|PISO304:b|}) = ProcessPipe<int>.Create(); IsolatedProcess.Start(WorkPipe, b).Join(); a.Receive();", DisplayName = "end given to a process")]
    [DataRow("var {|PISO304:pool|} = new ProcessPool(2); pool.Run(Nothing);", DisplayName = "pool")]
    [DataRow("ProcessPool {|PISO304:pool|} = new(new ProcessPoolOptions()); await pool.RunAsync(Nothing); pool.Join();", DisplayName = "pool with options")]
    [DataRow("{|PISO304:new ProcessPool(2)|}.Run(Nothing);", DisplayName = "pool without a name")]
    [DataRow("var {|PISO304:p|} = IsolatedProcess.Start(Nothing); Console.WriteLine(p.Id);", DisplayName = "process only asked")]
    public void NeverDisposedIsReported(string body) => Analysis.Verify(Source(body), Setup);

    [TestMethod]
    [DataRow("using var q = new ProcessQueue<int>(3); Work(q);", DisplayName = "declaration")]
    [DataRow("using (var q = new ProcessQueue<int>(3)) { Work(q); }", DisplayName = "statement")]
    [DataRow("using (new ProcessLock()) { }", DisplayName = "statement without a name")]
    [DataRow("var q = new ProcessQueue<int>(3); using (q) { Work(q); }", DisplayName = "statement later")]
    [DataRow("var q = new ProcessQueue<int>(3); using var again = q; Work(q);", DisplayName = "by another name")]
    [DataRow("var q = new ProcessQueue<int>(3); try { Work(q); } finally { q.Dispose(); }", DisplayName = "finally")]
    [DataRow("ProcessQueue<int>? q = null; try { q = new(3); Work(q); } finally { q?.Dispose(); }", DisplayName = "finally, if it was made")]
    [DataRow("var q = new ProcessQueue<int>(3); field = q;", DisplayName = "kept in a field")]
    [DataRow("field = new ProcessQueue<int>(3);", DisplayName = "made in a field")]
    [DataRow("var q = new ProcessQueue<int>(3); var list = new List<ProcessQueue<int>> { q };", DisplayName = "kept in a list")]
    [DataRow("var list = new List<ProcessQueue<int>>(); var q = new ProcessQueue<int>(3); list.Add(q);", DisplayName = "added to a list")]
    [DataRow("var q = new ProcessQueue<int>(3); Own(q);", DisplayName = "given to other code")]
    [DataRow("Own(new ProcessQueue<int>(3));", DisplayName = "made for other code")]
    [DataRow("var (a, b) = ProcessPipe<int>.Create(); using (a) using (b) { a.Send(1); }", DisplayName = "both ends")]
    [DataRow("ProcessPipe<int> a, b; (a, b) = ProcessPipe<int>.Create(); using (a) using (b) { a.Send(1); }", DisplayName = "both ends declared before")]
    [DataRow("var (a, b) = ProcessPipe<int>.Create(); a.Dispose(); b.Dispose();", DisplayName = "both ends disposed")]
    [DataRow("using var pool = new ProcessPool(2); pool.Run(Nothing);", DisplayName = "pool")]
    [DataRow("await using var pool = new ProcessPool(2); pool.Run(Nothing);", DisplayName = "pool, asynchronously")]
    [DataRow("var pool = new ProcessPool(2); pool.Run(Nothing); pool.Close(); pool.Join();", DisplayName = "pool closed")]
    [DataRow("var pool = new ProcessPool(2); pool.Terminate();", DisplayName = "pool terminated")]
    [DataRow("var pool = new ProcessPool(2); Keep(pool);", DisplayName = "pool given to other code")]
    [DataRow("var p = IsolatedProcess.Start(Nothing); p.Join();", DisplayName = "process joined")]
    [DataRow("using var p = IsolatedProcess.Start(Nothing);", DisplayName = "process disposed")]
    [DataRow("var p = IsolatedProcess.Start(Three); Console.WriteLine(p.Result);", DisplayName = "process asked for its result")]
    [DataRow("var p = IsolatedProcess.Start(Nothing); Keep(p);", DisplayName = "process given to other code")]
    [DataRow("var p = IsolatedProcess.Start(Nothing); foreach (var each in IsolatedProcess.ActiveChildren) { each.Join(); }", DisplayName = "process among all")]
    [DataRow("IsolatedProcess.Start(Nothing);", DisplayName = "process that runs on")]
    public void DisposedOrKeptIsSilent(string body) => Analysis.Verify(Source(body), Setup);

    [TestMethod]
    [DataRow("using var q = new ProcessQueue<int>(3); {|PISO304:IsolatedProcess.Start|}(Work, q);", DisplayName = "not waited for")]
    [DataRow("using var q = new ProcessQueue<int>(3); var {|PISO304:p|} = {|PISO304:IsolatedProcess.Start|}(Work, q); q.Put(1); Console.WriteLine(p.Id);", DisplayName = "process only asked")]
    [DataRow("IsolatedProcess p; using (var q = new ProcessQueue<int>(3)) { p = {|PISO304:IsolatedProcess.Start|}(Work, q); } p.Join();", DisplayName = "waits too late")]
    [DataRow("var q = new ProcessQueue<int>(3); var p = {|PISO304:IsolatedProcess.Start|}(Work, q); q.Dispose(); p.Join();", DisplayName = "disposed before the wait")]
    [DataRow("using var q = new ProcessQueue<int>(3); {|PISO304:WorkAsync|}(q);", DisplayName = "task thrown away")]
    [DataRow("using var q = new ProcessQueue<int>(3); _ = {|PISO304:C.WorkAsync|}(q);", DisplayName = "task discarded")]
    [DataRow("using var q = new ProcessQueue<int>(3); Task t = {|PISO304:WorkAsync|}(q); q.Put(1);", DisplayName = "task forgotten")]
    [DataRow("using var q = new ProcessQueue<int>(3); {|PISO304:ProcessPool.Shared.RunAsync|}(Work, q);", DisplayName = "task of a pool")]
    [DataRow("using var q = new ProcessQueue<int>(3); {|PISO304:C.WorkBagAsync|}(new Bag(q));", DisplayName = "inside a record")]
    [DataRow("var (a, b) = ProcessPipe<int>.Create(); using (a) using (b) { {|PISO304:IsolatedProcess.Start|}(WorkPipe, b); }", DisplayName = "end of a pipe")]
    public void DisposedTooEarlyIsReported(string body) => Analysis.Verify(Source(body), Setup);

    [TestMethod]
    [DataRow("using var q = new ProcessQueue<int>(3); var p = IsolatedProcess.Start(Work, q); q.Put(1); p.Join();", DisplayName = "joined")]
    [DataRow("using var q = new ProcessQueue<int>(3); IsolatedProcess.Start(Work, q).Join();", DisplayName = "joined at once")]
    [DataRow("using var q = new ProcessQueue<int>(3); using var p = IsolatedProcess.Start(Work, q);", DisplayName = "process ends first")]
    [DataRow("using var q = new ProcessQueue<int>(3); var p = IsolatedProcess.Start(Work, q); p.Kill();", DisplayName = "killed")]
    [DataRow("using var q = new ProcessQueue<int>(3); var p = new List<IsolatedProcess>(); for (int i = 0; i < 3; i++) { p.Add(IsolatedProcess.Start(Work, q)); } foreach (var each in p) { each.Join(); }", DisplayName = "joined in a loop")]
    [DataRow("using var q = new ProcessQueue<int>(3); var p = new[] { 1, 2 }.Select(_ => IsolatedProcess.Start(Work, q)).ToList(); p.ForEach(each => each.Join());", DisplayName = "joined in a lambda")]
    [DataRow("using var q = new ProcessQueue<int>(3); IsolatedProcess.Start(Work, q); foreach (var each in IsolatedProcess.ActiveChildren) { each.Join(); }", DisplayName = "all children joined")]
    [DataRow("using var q = new ProcessQueue<int>(3); var p = IsolatedProcess.Start(Work, q); JoinAll(p);", DisplayName = "joined by a helper")]
    [DataRow("using var q = new ProcessQueue<int>(3); using var done = new ProcessCountdown(1); IsolatedProcess.Start(Work, q); done.Wait();", DisplayName = "counted down")]
    [DataRow("var q = new ProcessQueue<int>(3); var p = IsolatedProcess.Start(Work, q); p.Join(); q.Dispose();", DisplayName = "disposed after the wait")]
    [DataRow("using var q = new ProcessQueue<int>(3); await WorkAsync(q);", DisplayName = "awaited")]
    [DataRow("using var q = new ProcessQueue<int>(3); await WorkAsync(q).ConfigureAwait(false);", DisplayName = "awaited with options")]
    [DataRow("using var q = new ProcessQueue<int>(3); Task t = WorkAsync(q); q.Put(1); await t;", DisplayName = "awaited later")]
    [DataRow("using var q = new ProcessQueue<int>(3); await Task.WhenAll(WorkAsync(q), WorkAsync(q));", DisplayName = "awaited together")]
    [DataRow("using var q = new ProcessQueue<int>(3); var t = new List<Task>(); t.Add(WorkAsync(q)); await Task.WhenAll(t);", DisplayName = "awaited from a list")]
    [DataRow("using var q = new ProcessQueue<int>(3); await Task.WhenAll(new[] { 1 }.Select(_ => WorkAsync(q)));", DisplayName = "awaited from a query")]
    [DataRow("using var q = new ProcessQueue<int>(3); WorkAsync(q).Wait();", DisplayName = "waited for")]
    [DataRow("using var q = new ProcessQueue<int>(3); WorkAsync(q).GetAwaiter().GetResult();", DisplayName = "result taken")]
    [DataRow("using var q = new ProcessQueue<int>(3); using ProcessPool pool = new(2); pool.RunAsync(Work, q); pool.Join();", DisplayName = "pool joined")]
    [DataRow("using var q = new ProcessQueue<int>(3); Work(q); ProcessPool.Shared.Run(Work, q);", DisplayName = "blocking calls")]
    public void CallThatEndsFirstIsSilent(string body) => Analysis.Verify(Source(body), Setup);

    [TestMethod]
    public void TaskThatIsReturnedRunsOn() => Analysis.Verify(
        """
        static class C
        {
            [RunInProcess] internal static Task Work(ProcessQueue<int> q) => Task.CompletedTask;
            static Task F() { using var q = new ProcessQueue<int>(3); return {|PISO304:Work|}(q); }
            static IsolatedProcess G() { using var q = new ProcessQueue<int>(3); return {|PISO304:IsolatedProcess.Start|}(Work, q); }
            static ProcessQueue<int> H() { var q = new ProcessQueue<int>(3); return q; }
            static async Task I() { using var q = new ProcessQueue<int>(3); await Work(q); }
        }
        """,
        Setup);

    [TestMethod]
    public void FixAddsUsing() => Fixing.FixAll(
        Source("// Numbers.\n        var {|PISO304:q|} = new ProcessQueue<int>(3); // few\n        ProcessLock {|PISO304:l|} = new();\n        using (l.EnterScope()) { Work(q); }"),
        Source("// Numbers.\n        using var q = new ProcessQueue<int>(3); // few\n        using ProcessLock l = new();\n        using (l.EnterScope()) { Work(q); }"),
        setup: Setup);

    [TestMethod]
    public void FixAddsUsingInAProgram() => Fixing.Fix(
        """
        var {|PISO304:q|} = new ProcessQueue<int>(3);
        var p = IsolatedProcess.Start(C.Work, q);
        p.Join();

        static class C { [RunInProcess] internal static void Work(ProcessQueue<int> q) { } }
        """,
        """
        using var q = new ProcessQueue<int>(3);
        var p = IsolatedProcess.Start(C.Work, q);
        p.Join();

        static class C { [RunInProcess] internal static void Work(ProcessQueue<int> q) { } }
        """,
        setup: Setup with { Kind = OutputKind.ConsoleApplication });

    [TestMethod]
    [DataRow("var {|PISO304:q|} = new ProcessQueue<int>(3); IsolatedProcess.Start(Work, q);", DisplayName = "a process would lose it")]
    [DataRow("var {|PISO304:q|} = new ProcessQueue<int>(3); Work(q); q = null;", DisplayName = "assigned again")]
    [DataRow("ProcessQueue<int> q; q = {|PISO304:new ProcessQueue<int>(3)|}; Work(q);", DisplayName = "declared elsewhere")]
    [DataRow("var ({|PISO304:a|}, {|PISO304:b|}) = ProcessPipe<int>.Create(); a.Send(1); b.Receive();", DisplayName = "pair")]
    [DataRow("switch (1) { case 1: var {|PISO304:q|} = new ProcessQueue<int>(3); Work(q); break; }", DisplayName = "no block")]
    [DataRow("Work({|PISO304:new ProcessQueue<int>(3)|});", DisplayName = "no variable")]
    [DataRow("using var q = new ProcessQueue<int>(3); {|PISO304:IsolatedProcess.Start|}(Work, q);", DisplayName = "disposed already")]
    public void NoFixIsOfferedWhereUsingIsNotTheAnswer(string body) => Fixing.NoFix(Source(body), Setup);

    [TestMethod]
    public void MessagesSayWhatToDo() => Assert.AreEqual(
        """
        'q' must live as long as it is used: nothing disposes it; declare it with 'using'
        'l' must live as long as it is used: this call may still run when it is disposed; wait for the call first
        """.ReplaceLineEndings("\n"),
        string.Join("\n", Analysis.Verify(
            Source("var {|PISO304:q|} = new ProcessQueue<int>(3); using var l = new ProcessQueue<int>(3); {|PISO304:IsolatedProcess.Start|}(Work, l);"), Setup)));

    private static string Source(string body) =>
        """
        record Bag(ProcessQueue<int> Queue);

        class C
        {
            private ProcessQueue<int>? field;
            [RunInProcess] internal static void Work(ProcessQueue<int> q) { }
            [RunInProcess] internal static void WorkBag(Bag b) { }
            [RunInProcess] internal static Task WorkBagAsync(Bag b) => Task.CompletedTask;
            [RunInProcess] internal static Task WorkAsync(ProcessQueue<int> q) => Task.CompletedTask;
            [RunInProcess] internal static void WorkPipe(ProcessPipe<int> p) { }
            [RunInProcess] internal static void Nothing() { }
            [RunInProcess] internal static int Three() => 3;
            static void Keep(object o) { }
            static void Own(ProcessQueue<int> q) => q.Dispose();
            static void JoinAll(params IsolatedProcess[] all) { }
            object? Known => field;

            async Task F()
            {
                BODY
            }
        }
        """.Replace("BODY", body, System.StringComparison.Ordinal);
}
