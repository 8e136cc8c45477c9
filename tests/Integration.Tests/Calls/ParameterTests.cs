using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Calls;

[TestClass]
public sealed class ParameterTests
{
    [TestMethod]
    public void Optional_TakesItsDefault() => AreElsewhere(("a", 7, true), Parameters.Optional("a"));

    [TestMethod]
    public void Optional_TakesWhatIsGiven() => AreElsewhere(("a", 8, false), Parameters.Optional("a", 8, false));

    [TestMethod]
    public void Named_InAnyOrder() => AreElsewhere(("z", 1, true), Parameters.Optional(number: 1, text: "z"));

    [TestMethod]
    public void Params_Expanded() => Assert.AreEqual(6, Parameters.Sum(1, 2, 3));

    [TestMethod]
    public void Params_AsArray() => Assert.AreEqual(9, Parameters.Sum([4, 5]));

    [TestMethod]
    public void Params_Empty() => Assert.AreEqual(0, Parameters.Sum());

    [TestMethod]
    public void Overloads_AreToldApart()
    {
        Assert.AreEqual("int", Parameters.Kind(1));
        Assert.AreEqual("long", Parameters.Kind(1L));
        Assert.AreEqual("string", Parameters.Kind("1"));
        Assert.AreEqual("int[]", Parameters.Kind([1]));
    }

    [TestMethod]
    public void Token_First() => Assert.AreEqual(3, Parameters.TokenFirst(CancellationToken.None, 3));

    [TestMethod]
    public void Token_InTheMiddle() => Assert.AreEqual(7, Parameters.TokenMiddle(3, CancellationToken.None, 4));

    [TestMethod]
    public void Token_CancelledBefore_DoesNotCall()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        OperationCanceledException error = Assert.Throws<OperationCanceledException>(() => Parameters.TokenFirst(source.Token, 3));
        Assert.AreEqual(source.Token, error.CancellationToken);
    }

    [TestMethod]
    public void Token_TravelsAsCancellation()
    {
        using Scratch scratch = new();
        using CancellationTokenSource source = new();
        Task<int> call = Common.ListenAsync(scratch.Path("on"), source.Token);
        Assert.AreNotEqual(Environment.ProcessId, scratch.Await("on"));
        source.Cancel();
        Eventually.Ends(call, "the cancelled call ends");
        Assert.IsTrue(call.IsCanceled);
    }

    [TestMethod]
    public void PrivateMethod_IsIsolated() => Assert.AreNotEqual(Environment.ProcessId, HiddenId());

    [TestMethod]
    public void NestedType_IsIsolated() => Assert.AreNotEqual(Environment.ProcessId, Parameters.Inner.Deeper.Id());

    [TestMethod]
    public void StructMember_IsIsolated() => Assert.AreNotEqual(Environment.ProcessId, Parameters.InStruct.Id());

    [TestMethod]
    public void MethodGroup_IsNotACallAndRunsHere()
    {
        // A delegate is invoked by the code that holds it; the library cannot reach that call, and the pool's Run is the way.
        using ProcessPool pool = TestPools.Single();
        Assert.AreNotEqual(Environment.ProcessId, pool.Run(Parameters.Inner.Deeper.Id));
    }

    [RunInProcess]
    private static int HiddenId() => Environment.ProcessId;

    private static void AreElsewhere((string, int, bool) expected, (string Text, int Number, bool Flag, int ProcessId) actual)
    {
        Assert.AreEqual(expected, (actual.Text, actual.Number, actual.Flag));
        Assert.AreNotEqual(Environment.ProcessId, actual.ProcessId);
    }
}

internal static class Parameters
{
    [RunInProcess]
    public static (string Text, int Number, bool Flag, int ProcessId) Optional(string text, int number = 7, bool flag = true) =>
        (text, number, flag, Environment.ProcessId);

    [RunInProcess]
    public static int Sum(params int[] values)
    {
        int sum = 0;
        foreach (int value in values)
        {
            sum += value;
        }

        return sum;
    }

    [RunInProcess]
    public static string Kind(int value) => "int";

    [RunInProcess]
    public static string Kind(long value) => "long";

    [RunInProcess]
    public static string Kind(string value) => "string";

    [RunInProcess]
    public static string Kind(int[] value) => "int[]";

    [RunInProcess]
    public static int TokenFirst(CancellationToken token, int value) => token.IsCancellationRequested ? -1 : value;

    [RunInProcess]
    public static int TokenMiddle(int left, CancellationToken token, int right) => token.IsCancellationRequested ? -1 : left + right;

    internal static class Inner
    {
        internal static class Deeper
        {
            [RunInProcess]
            public static int Id() => Environment.ProcessId;
        }
    }

    internal struct InStruct
    {
        [RunInProcess]
        public static int Id() => Environment.ProcessId;
    }
}
