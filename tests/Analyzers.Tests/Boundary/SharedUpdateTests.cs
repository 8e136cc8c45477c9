using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Analyzers.Tests.Harness;

namespace ProcessIsolate.Analyzers.Tests.Boundary;

/// <summary>PISO303: an update of shared memory is one step or under a lock.</summary>
[TestClass]
public sealed class SharedUpdateTests
{
    private const string Atomic = "Update in one step";
    private const string Locked = "Hold the lock around it";

    private static readonly Setup Setup = Setup.Default.Comparing("PISO303");

    [TestMethod]
    [DataRow("{|PISO303:s.Value++|};")]
    [DataRow("{|PISO303:--s.Value|};")]
    [DataRow("{|PISO303:s.Value += 2|};")]
    [DataRow("{|PISO303:s.Value = s.Value * 2|};")]
    [DataRow("{|PISO303:s.Value = Math.Max(s.Value, 3)|};")]
    [DataRow("int old = s.Value; {|PISO303:s.Value = old + 1|};")]
    [DataRow("{|PISO303:s.Reference++|};")]
    [DataRow("ref int r = ref s.Reference; {|PISO303:r++|};")]
    [DataRow("{|PISO303:a[0]++|};")]
    [DataRow("{|PISO303:a[0] = a[0] + a[1]|};")]
    [DataRow("{|PISO303:a[^1]++|};")]
    [DataRow("{|PISO303:a.Span[1] += 2|};")]
    [DataRow("Span<int> span = a.Span; {|PISO303:span[1] += 2|};")]
    [DataRow("{|PISO303:p.Reference.X++|};")]
    [DataRow("{|PISO303:a.Memory.Span[1]++|};")]
    [DataRow("int n = {|PISO303:s.Value++|};")]
    [DataRow("lock (this) { {|PISO303:s.Value++|}; }")]
    [DataRow("using (s.EnterLock()) { } {|PISO303:s.Value++|};")]
    [DataRow("l.Enter(); l.Exit(); {|PISO303:s.Value++|};")]
    [DataRow("using (s.EnterLock()) { Action later = () => {|PISO303:s.Value++|}; }")]
    [DataRow("using Shared<int> own = new(); G(own); {|PISO303:own.Value++|};")]
    [DataRow("using Shared<int> own = new(); for (int i = 0; i < 3; i++) { {|PISO303:own.Value++|}; G(own); }")]
    [DataRow("e.Wait(); {|PISO303:s.Value++|};")]
    public void UpdateInTwoStepsIsReported(string body) => Analysis.Verify(Source(body), Setup);

    [TestMethod]
    [DataRow("s.Value = 1;")]
    [DataRow("int n = s.Value + a[0];")]
    [DataRow("s.Value = a[0];")]
    [DataRow("a[0] = a[1];")]
    [DataRow("s.Add(1); s.Increment(); s.Decrement(); a.Increment(0); a.Add(1, 2);")]
    [DataRow("int old; do { old = s.Value; } while (s.CompareExchange(old * 2, old) != old);")]
    [DataRow("using (s.EnterLock(TimeSpan.FromSeconds(1))) { s.Value++; }")]
    [DataRow("using (ProcessLock.Scope scope = l.EnterScope()) { if (!scope.WasAbandoned) { s.Value++; } }")]
    [DataRow("using var condition = new ProcessCondition(); using (condition.EnterScope()) { s.Value++; condition.PulseAll(); }")]
    [DataRow("Interlocked.Increment(ref s.Reference);")]
    [DataRow("Interlocked.Add(ref a[0], 2);")]
    [DataRow("using (s.EnterLock()) { s.Value++; }")]
    [DataRow("using (s.EnterLock()) s.Value++;")]
    [DataRow("using var scope = s.EnterLock(); s.Value++;")]
    [DataRow("using (a.EnterLock()) { if (a[0] > 0) { a[0]--; } }")]
    [DataRow("using (l.EnterScope()) { int old = s.Value; s.Value = old + 1; }")]
    [DataRow("using (s.EnterLock()) { ref int r = ref s.Reference; r++; }")]
    [DataRow("l.Enter(); try { s.Value++; } finally { l.Exit(); }")]
    [DataRow("if (l.TryEnter(TimeSpan.Zero)) { s.Value++; l.Exit(); }")]
    [DataRow("m.Wait(); s.Value++; m.Release();")]
    [DataRow("using Mutex mutex = new(false, \"name\"); mutex.WaitOne(); s.Value++; mutex.ReleaseMutex();")]
    [DataRow("using Shared<int> own = new(); own.Value++; own.Value += 2; G(own);")]
    [DataRow("using SharedArray<int> own = new(3); for (int i = 0; i < 3; i++) { own[i] += i; } H(own);")]
    [DataRow("int[] plain = [1]; plain[0]++; int x = 0; x += s.Value;")]
    [DataRow("Span<int> span = stackalloc int[3]; span[0]++;")]
    public void OneStepOrLockIsSilent(string body) => Analysis.Verify(Source(body), Setup);

    [TestMethod]
    [DataRow("using (await s.EnterLockAsync()) { s.Value++; }")]
    [DataRow("using (await l.EnterAsync(t)) { s.Value++; }")]
    [DataRow("using var scope = await s.EnterLockAsync(t); s.Value++;")]
    [DataRow("ProcessLock.AsyncScope scope = await l.EnterAsync(t); try { s.Value++; } finally { scope.Dispose(); }")]
    public void LockOfAsyncCodeIsSilent(string body) => Analysis.Verify(
        "static class C { [RunInProcess] internal static async Task F(Shared<int> s, ProcessLock l, CancellationToken t) { " + body + " } }", Setup);

    [TestMethod]
    public void CountingBecomesIncrement() => Fixing.FixAll(
        Source("// Counts.\n        {|PISO303:s.Value++|}; // here\n        ++s2;\n        if (s.Value > 3) {|PISO303:++s.Value|};"),
        Source("// Counts.\n        s.Increment(); // here\n        ++s2;\n        if (s.Value > 3) s.Increment();"),
        Atomic,
        Setup);

    [TestMethod]
    [DataRow("{|PISO303:s.Value--|};", "s.Decrement();")]
    [DataRow("{|PISO303:a[0]++|};", "a.Increment(0);")]
    [DataRow("{|PISO303:--a[s2 + 1]|};", "a.Decrement(s2 + 1);")]
    [DataRow("{|PISO303:a[s2] -= s2 + 1|};", "a.Add(s2, -(s2 + 1));")]
    [DataRow("{|PISO303:a[1] = a[1] + s2|};", "a.Add(1, s2);")]
    [DataRow("{|PISO303:s.Value += s2 * 3|};", "s.Add(s2 * 3);")]
    [DataRow("{|PISO303:s.Value -= s2|};", "s.Add(-s2);")]
    [DataRow("{|PISO303:s.Value -= s2 + 1|};", "s.Add(-(s2 + 1));")]
    [DataRow("{|PISO303:s.Value = s.Value + 4|};", "s.Add(4);")]
    [DataRow("{|PISO303:this.s.Value += 1|};", "this.s.Add(1);")]
    [DataRow("{|PISO303:s.Reference += 1|};", "s.Add(1);")]
    public void ArithmeticBecomesAdd(string before, string after) => Fixing.Fix(Source(before), Source(after), Atomic, Setup);

    [TestMethod]
    public void LockIsHeldAroundTheStatement() => Fixing.FixAll(
        Source("// Twice.\n        {|PISO303:a[0] *= 2|};\n        {|PISO303:a[s2]++|};"),
        Source(
            """
            // Twice.
                    using (a.EnterLock())
                    {
                        a[0] *= 2;
                    }
                    using (a.EnterLock())
                    {
                        a[s2]++;
                    }
            """),
        Locked,
        Setup);

    [TestMethod]
    public void LockIsHeldAroundAReturn() => Fixing.Fix(
        """
        class C
        {
            [RunInProcess] internal static int F(Shared<int> s)
            {
                return {|PISO303:s.Value++|};
            }
        }
        """,
        """
        class C
        {
            [RunInProcess] internal static int F(Shared<int> s)
            {
                using (s.EnterLock())
                {
                    return s.Value++;
                }
            }
        }
        """,
        setup: Setup);

    [TestMethod]
    public void BodyOfAnExpressionIsReplaced() => Fixing.Fix(
        "class C { [RunInProcess] internal static void F(Shared<int> s) => {|PISO303:s.Value++|}; }",
        "class C { [RunInProcess] internal static void F(Shared<int> s) => s.Increment(); }",
        setup: Setup);

    [TestMethod]
    [DataRow("int old = s.Value; {|PISO303:s.Value = old + 1|};", DisplayName = "the reading is elsewhere")]
    [DataRow("int n = {|PISO303:s.Value++|};", DisplayName = "a variable would end with the lock")]
    [DataRow("if (s2 > 0) {|PISO303:a[0] *= 2|};", DisplayName = "no block")]
    [DataRow("Action f = () => {|PISO303:s.Value++|};", DisplayName = "lambda")]
    [DataRow("{|PISO303:Find().Reference.X *= 2|};", DisplayName = "two calls would be another value")]
    public void NoFixIsOfferedWhereItWouldBeAnotherProgram(string body) => Fixing.NoFix(Source(body), Setup);

    [TestMethod]
    public void MessageNamesThePlace() => Assert.AreEqual(
        "'a[0]' is read and written in two steps: another process may change it in between; use 'Add', 'Increment' or 'EnterLock'",
        Analysis.Verify(Source("{|PISO303:a[0]++|};"), Setup)[0]);

    private static string Source(string body) =>
        """
        struct Pair { public int X; public int Y; }

        static class Jobs { [RunInProcess] internal static void Run() { } }

        class C(Shared<int> s, SharedArray<int> a, Shared<Pair> p, ProcessLock l, ProcessSemaphore m, ProcessEvent e)
        {
            private Shared<int> s = s;
            private int s2 = 1;
            object Known => (a, p, l, m, e);
            Shared<Pair> Find() => p;
            static void G(Shared<int> x) { }
            static void H(SharedArray<int> x) { }

            void F()
            {
                BODY
            }
        }
        """.Replace("BODY", body, System.StringComparison.Ordinal);
}
