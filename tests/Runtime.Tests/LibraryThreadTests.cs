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

    [TestMethod]
    public void TimeLimits_WhoseThreadWasRefused_HoldOnceThereIsOne()
    {
        Calls.DeadlineMonitor monitor = new(TimeProvider.System);
        Refuse(ThreadRole.TimeLimits);
        Assert.ThrowsExactly<ThreadRefusedException>(monitor.EnsureRunning);
        LibraryThread.Hook = null;
        using ManualResetEventSlim fired = new();
        PassedLimit limit = new(fired) { Due = monitor.Now };
        monitor.Add(limit);
        monitor.OnDueSet(limit.Due);
        Assert.IsTrue(fired.Wait(Limit));
    }

    [TestMethod]
    public void Calls_WhoseThreadWasRefused_AreRunByTheThreadPool()
    {
        Calls.BlockingThreadPool threads = new();
        Refuse(ThreadRole.Calls);
        using ManualResetEventSlim ran = new();
        threads.Run(ran.Set, static _ => { });
        Assert.IsTrue(ran.Wait(Limit));
        bool here = false;
        int own = Environment.CurrentManagedThreadId;
        threads.RunOrDo(() => here = Environment.CurrentManagedThreadId == own, static _ => { });
        Assert.IsTrue(here);
    }

    [TestMethod]
    public void WorkThatThrows_IsItsOwnFailure_AndTheThreadGoesOn()
    {
        Calls.BlockingThreadPool threads = new();
        using ManualResetEventSlim failed = new();
        threads.Run(static () => throw new InvalidOperationException(), _ => failed.Set());
        Assert.IsTrue(failed.Wait(Limit));
        using ManualResetEventSlim ran = new();
        threads.Run(ran.Set, static _ => { });
        Assert.IsTrue(ran.Wait(Limit));
    }

    private static void Refuse(ThreadRole refused) => LibraryThread.Hook = (role, moment) =>
    {
        if (role == refused && moment == ThreadMoment.Starting)
        {
            throw new OutOfMemoryException("on purpose");
        }
    };

    private sealed class PassedLimit(ManualResetEventSlim fired) : Calls.IDeadline
    {
        public long Due { get; set; }

        public void OnDue(long now)
        {
            Due = long.MaxValue;
            fired.Set();
        }

        public void OnFault(Exception exception)
        {
        }
    }
}
