using System;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Runtime.Tests.Sharing;

[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class ProcessCountdownTests
{
    [TestMethod]
    public void CountsDown_AndBeginsAnew()
    {
        using ProcessCountdown countdown = new(3);
        Assert.IsFalse(countdown.Signal());
        countdown.AddCount(2);
        Assert.AreEqual(4, countdown.CurrentCount);
        Assert.ThrowsExactly<InvalidOperationException>(() => countdown.Signal(5));
        Assert.IsFalse(countdown.Wait(0));
        Assert.IsTrue(countdown.Signal(4));
        Assert.IsTrue(countdown.IsSet);
        Assert.IsTrue(countdown.Wait(0));
        Assert.IsFalse(countdown.TryAddCount());
        Assert.ThrowsExactly<InvalidOperationException>(() => countdown.AddCount());
        Assert.ThrowsExactly<InvalidOperationException>(() => countdown.Signal());
        countdown.Reset();
        Assert.AreEqual(3, countdown.CurrentCount);
        countdown.Reset(7);
        Assert.AreEqual(7, countdown.InitialCount);
        Assert.ThrowsExactly<InvalidOperationException>(() => countdown.AddCount(int.MaxValue));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => countdown.Signal(0));
        using ProcessCountdown none = new(0);
        Assert.IsTrue(none.IsSet);
    }

    [TestMethod]
    public async Task WakesAll_AlsoWhenItBeginsAnewAtOnce()
    {
        using ProcessCountdown countdown = new(1);
        for (int i = 0; i < 50; i++)
        {
            Task first = countdown.WaitAsync();
            Task second = countdown.WaitAsync();
            countdown.Signal();
            countdown.Reset();
            await Task.WhenAll(first, second).WaitAsync(Threads.Bound);
            Assert.IsFalse(countdown.IsSet);
        }
    }

    [TestMethod]
    public async Task Disposal_EndsTheWait()
    {
        ProcessCountdown countdown = new(1);
        Action waiter = Threads.Start(() => Assert.ThrowsExactly<ObjectDisposedException>(() => countdown.Wait()));
        Task flow = countdown.WaitAsync();
        countdown.Dispose();
        waiter();
        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => flow.WaitAsync(Threads.Bound));
    }
}
