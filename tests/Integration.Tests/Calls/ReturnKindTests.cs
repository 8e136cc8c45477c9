using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Integration.Tests.Calls;

[TestClass]
public sealed class ReturnKindTests
{
    [TestMethod]
    public void Void_RunsElsewhere()
    {
        ReturnKinds.Remember(41);
        Assert.AreEqual(0, ReturnKinds.Remembered, "The method must not have run in this process.");
    }

    [TestMethod]
    public void Value_ComesBack() => Assert.AreNotEqual(Environment.ProcessId, ReturnKinds.Id());

    [TestMethod]
    public async Task Task_Completes()
    {
        await ReturnKinds.RememberLater(42);
        Assert.AreEqual(0, ReturnKinds.Remembered);
    }

    [TestMethod]
    public async Task TaskOfValue_ComesBack() => Assert.AreNotEqual(Environment.ProcessId, await ReturnKinds.IdLater());

    [TestMethod]
    public async Task ValueTask_Completes()
    {
        await ReturnKinds.RememberCheaply(43);
        Assert.AreEqual(0, ReturnKinds.Remembered);
    }

    [TestMethod]
    public async Task ValueTaskOfValue_ComesBack() => Assert.AreNotEqual(Environment.ProcessId, await ReturnKinds.IdCheaply());

    [TestMethod]
    public async Task Companion_OfValue() => Assert.AreNotEqual(Environment.ProcessId, await ReturnKinds.IdAsync());

    [TestMethod]
    public async Task Companion_OfVoid()
    {
        await ReturnKinds.RememberAsync(44);
        Assert.AreEqual(0, ReturnKinds.Remembered);
    }

    [TestMethod]
    public void TaskThatFails_FaultsTheTaskAndDoesNotThrowFromTheCall()
    {
        Task task = ReturnKinds.FailLater("as promised");
        InvalidOperationException error = Assert.ThrowsExactlyAsync<InvalidOperationException>(() => task).GetAwaiter().GetResult();
        Assert.AreEqual("as promised", error.Message);
    }

    [TestMethod]
    public void NullResult_StaysNull() => Assert.IsNull(ReturnKinds.Nothing());
}

internal static class ReturnKinds
{
    [SuppressMessage("ProcessIsolate", "PISO301", Justification = "Differs between the processes: that is what the tests look at.")]
    public static int Remembered { get; private set; }

    [RunInProcess]
    public static void Remember(int value) => Remembered = value;

    [RunInProcess]
    public static int Id() => Environment.ProcessId;

    [RunInProcess]
    public static async Task RememberLater(int value)
    {
        await Task.Yield();
        Remembered = value;
    }

    [RunInProcess]
    public static async Task<int> IdLater()
    {
        await Task.Yield();
        return Environment.ProcessId;
    }

    [RunInProcess]
    public static async ValueTask RememberCheaply(int value)
    {
        await Task.Yield();
        Remembered = value;
    }

    [RunInProcess]
    public static ValueTask<int> IdCheaply() => new(Environment.ProcessId);

    [RunInProcess]
    public static async Task FailLater(string text)
    {
        await Task.Yield();
        throw new InvalidOperationException(text);
    }

    [RunInProcess]
    public static string? Nothing() => null;
}
