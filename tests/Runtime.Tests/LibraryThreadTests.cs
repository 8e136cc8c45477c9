using System;
using System.Threading;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Platform;

namespace ProcessIsolate.Runtime.Tests;

[TestClass]
[DoNotParallelize]
public class LibraryThreadTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [TestCleanup]
    public void RemoveHook() => LibraryThread.Hook = null;

    [TestMethod]
    public void AnExceptionOfTheBodyGoesToWhatTheThreadServed()
    {
        using ManualResetEventSlim failed = new();
        Exception? seen = null;
        LibraryThread.Start(ThreadRole.Calls, "test", () => throw new InsufficientMemoryException("thrown"), exception =>
        {
            seen = exception;
            failed.Set();
        });
        Assert.IsTrue(failed.Wait(Limit));
        Assert.AreEqual("thrown", seen!.Message);
    }

    [TestMethod]
    public void AnExceptionOfTheFailureItselfEndsNothing()
    {
        using ManualResetEventSlim failed = new();
        LibraryThread.Guard(ThreadRole.Calls, () => throw new InvalidOperationException(), _ =>
        {
            failed.Set();
            throw new InvalidOperationException();
        });
        Assert.IsTrue(failed.IsSet);
    }

    [TestMethod]
    public void ARefusedStartIsTheStartersException()
    {
        LibraryThread.Hook = static (_, moment) =>
        {
            if (moment == ThreadMoment.Starting)
            {
                throw new OutOfMemoryException();
            }
        };
        bool ran = false;
        Assert.ThrowsExactly<ThreadRefusedException>(() => LibraryThread.Start(ThreadRole.Calls, "test", () => ran = true, _ => ran = true));
        Assert.IsFalse(ran);
    }
}
