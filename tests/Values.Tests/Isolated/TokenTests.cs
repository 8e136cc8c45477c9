using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Values.Tests.Isolated;

/// <summary>Tokens of a method: each is its caller's, and one that cannot be cancelled cannot be there either.</summary>
[TestClass]
public sealed class TokenTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [TestMethod]
    public void DefaultStaysDefault()
    {
        using CancellationTokenSource source = new();
        Assert.AreEqual(false, TokenWork.Can(default));
        Assert.AreEqual(true, TokenWork.Can(source.Token));
        Assert.AreEqual("False True False", TokenWork.CanEach(default, source.Token, default));
        Assert.AreEqual("True False True", TokenWork.CanEach(source.Token, default, source.Token));
    }

    [TestMethod]
    public async Task DefaultStaysDefaultAsynchronously()
    {
        using CancellationTokenSource source = new();
        Assert.AreEqual(false, await TokenWork.CanAsync(default));
        Assert.AreEqual(true, await TokenWork.CanAsync(source.Token));
        Assert.AreEqual("False True False", await TokenWork.CanEachAsync(default, source.Token, default));
    }

    /// <summary>A token that comes with the call itself reaches the method by its own.</summary>
    [TestMethod]
    public async Task TokenOfTheCallReachesTheMethod()
    {
        using CancellationTokenSource source = new();
        using ProcessPool pool = new(1);
        Task<string> call = pool.RunAsync(TokenWork.WaitForEither, CancellationToken.None, CancellationToken.None, Signal(out Action wait), source.Token);
        wait();
        await source.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => call.WaitAsync(Patience));
    }

    [TestMethod]
    [DataRow(0, "hard")]
    [DataRow(1, "soft")]
    public void EachTokenCancelsItsOwn(int which, string expected)
    {
        using CancellationTokenSource hard = new();
        using CancellationTokenSource soft = new();
        string seen = Cancelling(() => TokenWork.Which(hard.Token, soft.Token, Signal(out _)), which == 0 ? hard : soft);
        Assert.AreEqual(expected, seen);
    }

    [TestMethod]
    [DataRow(0, "hard")]
    [DataRow(1, "soft")]
    public async Task EachTokenCancelsItsOwnAsynchronously(int which, string expected)
    {
        using CancellationTokenSource hard = new();
        using CancellationTokenSource soft = new();
        Task<string> call = TokenWork.WhichAsync(hard.Token, soft.Token, Signal(out Action wait));
        wait();
        await (which == 0 ? hard : soft).CancelAsync();
        Assert.AreEqual(expected, await call.WaitAsync(Patience));
    }

    /// <summary>The second is seen although the first has been.</summary>
    [TestMethod]
    public async Task OneTokenAfterTheOther()
    {
        using CancellationTokenSource hard = new();
        using CancellationTokenSource soft = new();
        using ProcessEvent softSeen = new();
        Task<string> call = TokenWork.BothAsync(hard.Token, soft.Token, Signal(out Action wait), softSeen);
        wait();
        await soft.CancelAsync();
        Assert.IsTrue(softSeen.Wait(Patience));
        await hard.CancelAsync();
        Assert.AreEqual("soft, then hard", await call.WaitAsync(Patience));
    }

    [TestMethod]
    public void ExceptionNamesTheTokenThatWasCancelled()
    {
        using CancellationTokenSource hard = new();
        using CancellationTokenSource soft = new();
        OperationCanceledException error = Assert.Throws<OperationCanceledException>(
            () => Cancelling(() => TokenWork.WaitForEither(hard.Token, soft.Token, Signal(out _)), soft));
        Assert.AreEqual(soft.Token, error.CancellationToken);
    }

    [ThreadStatic]
    private static ProcessEvent? started;

    private static ProcessEvent Signal(out Action wait)
    {
        ProcessEvent begun = started ?? new ProcessEvent();
        wait = () => Assert.IsTrue(begun.Wait(Patience));
        return begun;
    }

    // Cancels when the method runs.
    private static string Cancelling(Func<string> call, CancellationTokenSource source)
    {
        using ProcessEvent begun = new();
        started = begun;
        Task cancelling = Task.Run(() =>
        {
            Assert.IsTrue(begun.Wait(Patience));
            source.Cancel();
        });
        try
        {
            return call();
        }
        finally
        {
            started = null;
            Assert.IsTrue(cancelling.Wait(Patience));
        }
    }
}

internal static class TokenWork
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [RunInProcess]
    public static bool Can(CancellationToken token) => token.CanBeCanceled;

    [RunInProcess]
    public static string CanEach(CancellationToken first, CancellationToken second, CancellationToken third) =>
        $"{first.CanBeCanceled} {second.CanBeCanceled} {third.CanBeCanceled}";

    [RunInProcess]
    public static string Which(CancellationToken hard, CancellationToken soft, ProcessEvent begun)
    {
        begun.Set();
        int index = WaitHandle.WaitAny([hard.WaitHandle, soft.WaitHandle], Patience);
        return index == 0 ? "hard" : index == 1 && !hard.IsCancellationRequested ? "soft" : "none";
    }

    [RunInProcess]
    public static string Both(CancellationToken hard, CancellationToken soft, ProcessEvent begun, ProcessEvent softSeen)
    {
        begun.Set();
        bool first = soft.WaitHandle.WaitOne(Patience) && !hard.IsCancellationRequested;
        softSeen.Set();
        return first && hard.WaitHandle.WaitOne(Patience) ? "soft, then hard" : "neither";
    }

    [RunInProcess]
    public static string WaitForEither(CancellationToken hard, CancellationToken soft, ProcessEvent begun)
    {
        begun.Set();
        WaitHandle.WaitAny([hard.WaitHandle, soft.WaitHandle], Patience);
        hard.ThrowIfCancellationRequested();
        soft.ThrowIfCancellationRequested();
        return "none";
    }
}
