using System;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Analyzers.Tests.Harness;

namespace ProcessIsolate.Analyzers.Tests;

/// <summary>PISO103 where a channel or shared value of something that cannot cross is named.</summary>
[TestClass]
public sealed class ItemTypeTests
{
    private static readonly Setup Setup = Setup.Default.Comparing("PISO103");

    [TestMethod]
    [DataRow("ProcessQueue<{|PISO103:Action|}>? q;", DisplayName = "delegate")]
    [DataRow("ProcessQueue<{|PISO103:Order|}>? q;", DisplayName = "record that holds one")]
    [DataRow("ProcessQueue<{|PISO103:List<Stream>|}>? q;", DisplayName = "list of streams")]
    [DataRow("using var q = new ProcessQueue<{|PISO103:Stream|}>(3);", DisplayName = "where it is made")]
    [DataRow("List<ProcessQueue<{|PISO103:Task<int>|}>>? q;", DisplayName = "inside another type")]
    [DataRow("ProcessPipe<{|PISO103:Thread|}>? p;", DisplayName = "pipe")]
    [DataRow("ProcessPipe<int, {|PISO103:Action|}>? p;", DisplayName = "one direction of a pipe")]
    [DataRow("var (a, b) = ProcessPipe<{|PISO103:Action|}, {|PISO103:Stream|}>.Create();", DisplayName = "both directions")]
    [DataRow("Shared<{|PISO103:nint|}>? s;", DisplayName = "handle")]
    [DataRow("Shared<{|PISO103:Handle|}>? s;", DisplayName = "struct that holds one")]
    [DataRow("SharedArray<{|PISO103:(int, nuint)|}>? s;", DisplayName = "tuple that holds one")]
    [DataRow("ProcessQueue<{|PISO103:Handle|}>? q;", DisplayName = "raw item")]
    [DataRow("object? x = null; if (x is ProcessIsolate.ProcessQueue<{|PISO103:Action|}>) { }", DisplayName = "full name, in a pattern")]
    public void ItemThatCannotCrossIsReported(string body) => Analysis.Verify(Source(body), Setup);

    [TestMethod]
    [DataRow("ProcessQueue<int>? q; ProcessQueue<string?>? r; ProcessQueue<List<Line>>? s; ProcessQueue<byte[]>? t;", DisplayName = "plain items")]
    [DataRow("ProcessQueue<Shared<int>>? q; ProcessPipe<ProcessLock>? p;", DisplayName = "channels as items")]
    [DataRow("Shared<Guid>? s; SharedArray<(int, double)>? t; Shared<DayOfWeek>? u;", DisplayName = "unmanaged values")]
    [DataRow("Shared<Private>? s; SharedArray<Private>? t;", DisplayName = "private fields are shared memory, too")]
    [DataRow("Other.ProcessQueue<Action>? q; Other.Shared<nint>? s;", DisplayName = "types of others")]
    [DataRow("Type t = typeof(ProcessQueue<>);", DisplayName = "no item named")]
    public void ItemThatCrossesIsSilent(string body) => Analysis.Verify(Source(body), Setup);

    [TestMethod]
    public void PlacesOutsideOfBodiesAreSeen() => Analysis.Verify(
        """
        class C<T>(ProcessQueue<{|PISO103:Action|}> q)
        {
            private readonly ProcessQueue<{|PISO103:Stream|}>? field;
            public ProcessPipe<{|PISO103:Action|}>? Pipe { get; set; }
            public ProcessQueue<T>? OfParameter { get; set; }
            object? Known => (object)q ?? field;
            [RunInProcess] internal static void F(ProcessQueue<{|PISO103:Action|}> q) { }
        }

        class D : List<ProcessQueue<{|PISO103:Action|}>>;
        """,
        Setup);

    [TestMethod]
    public void ProjectThatMarksNothingButUsesChannelsIsLookedAt() => Analysis.Verify("""
        class C
        {
            ProcessQueue<{|PISO103:Action|}>? P { get; set; }
            Shared<{|PISO103:nint|}>? S { get; set; }
            static void Count(Shared<int> s) => {|PISO303:s.Value++|};
            static void Make() { var {|PISO304:q|} = new ProcessQueue<int>(3); q.Put(1); }
        }
        """);

    [TestMethod]
    public void MessageNamesThePath() => Assert.AreEqual(
        """
        'Order.Handler' cannot cross to another process: a delegate refers to code and objects of one process
        'Handle.Value' cannot cross to another process: an address or handle is valid in one process only
        """.ReplaceLineEndings("\n"),
        string.Join("\n", Analysis.Verify(Source("ProcessQueue<{|PISO103:Order|}>? q; Shared<{|PISO103:Handle|}>? s;"), Setup)));

    private static string Source(string body) =>
        """
        namespace Other
        {
            class ProcessQueue<T>;
            class Shared<T>;
        }

        namespace Sample
        {
            record Order(int Id, Action Handler);
            record Line(int Count, string Text);
            struct Handle { public nint Value; }
            struct Private { private int hidden; public int Hidden => hidden; public void Set(int value) => hidden = value; }

            class C
            {
                [RunInProcess] internal static void Run() { }

                void F()
                {
                    BODY
                }
            }
        }
        """.Replace("BODY", body, StringComparison.Ordinal);
}
