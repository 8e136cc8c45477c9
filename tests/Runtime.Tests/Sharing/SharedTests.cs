using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Runtime.Tests.Sharing;

[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class SharedTests
{
    private const int Threads4 = 4;
    private const int Rounds = 20_000;

    private enum Small : byte
    {
        None,
        One,
    }

    [TestMethod]
    public void IsZeroAtFirst_AndKeepsWhatIsWritten()
    {
        using Shared<int> zero = new();
        Assert.AreEqual(0, zero.Value);
        using Shared<decimal> large = new(1.25m);
        Assert.AreEqual(1.25m, large.Value);
        large.Value = -7.5m;
        Assert.AreEqual(-7.5m, large.Value);
        using Shared<(int X, byte Y)> pair = new((3, 4));
        pair.Reference.Y = 9;
        Assert.AreEqual((3, (byte)9), pair.Value);
    }

    [TestMethod]
    public void EveryNumericType_Counts()
    {
        Count<sbyte>(sbyte.MaxValue, sbyte.MinValue);
        Count<byte>(byte.MaxValue, 0);
        Count<short>(short.MaxValue, short.MinValue);
        Count<ushort>(ushort.MaxValue, 0);
        Count(int.MaxValue, int.MinValue);
        Count(uint.MaxValue, 0u);
        Count(long.MaxValue, long.MinValue);
        Count(ulong.MaxValue, 0ul);
        Count(1.5f, 2.5f);
        Count(1.5d, 2.5d);
    }

    [TestMethod]
    public void Add_IsAtomic_AlsoForPartsOfAWord()
    {
        Sum<byte>(1, unchecked((byte)(Threads4 * Rounds)));
        Sum<short>(1, unchecked((short)(Threads4 * Rounds)));
        Sum(3, 3 * Threads4 * Rounds);
        Sum(0.5, 0.5 * Threads4 * Rounds);
        Sum(0.5f, 0.5f * Threads4 * Rounds);
    }

    [TestMethod]
    public void ExchangeAndCompareExchange_TakeEverySmallType()
    {
        using Shared<Small> small = new(Small.None);
        Assert.AreEqual(Small.None, small.CompareExchange(Small.One, Small.None));
        Assert.AreEqual(Small.One, small.CompareExchange(Small.None, Small.None));
        Assert.AreEqual(Small.One, small.Exchange(Small.None));
        using Shared<char> letter = new('a');
        Assert.AreEqual('a', letter.Exchange('b'));
        Assert.AreEqual('b', letter.CompareExchange('c', 'b'));
        Assert.AreEqual('c', letter.Value);
        using Shared<(int A, int B)> pair = new((1, 2));
        Assert.AreEqual((1, 2), pair.CompareExchange((3, 4), (1, 2)));
        Assert.AreEqual((3, 4), pair.Exchange((5, 6)));
        using Shared<float> real = new(0f);
        Assert.AreEqual(0f, real.CompareExchange(1f, -0f), "Zero and minus zero are different bits.");
        Assert.AreEqual(0f, real.Value);
    }

    [TestMethod]
    public void OtherTypes_AreRefusedByName()
    {
        using Shared<char> letter = new('a');
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => letter.Add('b')).Message, "System.Char");
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => letter.Increment()).Message, "System.Char");
        using Shared<decimal> large = new(1m);
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => large.Exchange(2m)).Message, "System.Decimal");
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => large.CompareExchange(2m, 1m)).Message, "System.Decimal");
        using Shared<nint> address = new(1);
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => address.Add(1)).Message, "System.IntPtr");
        Assert.AreEqual(1, address.Exchange(2));
    }

    [TestMethod]
    public async Task Lock_ExcludesOthers_InBothForms()
    {
        using Shared<long> sum = new();
        Action[] threads = new Action[2];
        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = Threads.Start(() =>
            {
                for (int n = 0; n < Rounds; n++)
                {
                    using (sum.EnterLock())
                    {
                        sum.Value++;
                    }
                }
            });
        }

        for (int n = 0; n < 500; n++)
        {
            using ProcessLock.AsyncScope scope = await sum.EnterLockAsync().AsTask().WaitAsync(Threads.Bound);
            Assert.IsFalse(scope.WasAbandoned);
            sum.Reference++;
        }

        Array.ForEach(threads, static join => join());
        Assert.AreEqual((2 * Rounds) + 500, sum.Value);
    }

    [TestMethod]
    public void Lock_CanBeWaitedForWithALimit()
    {
        using Shared<int> shared = new();
        using ManualResetEventSlim held = new();
        using ManualResetEventSlim done = new();
        Action join = Threads.Start(() =>
        {
            using (shared.EnterLock())
            {
                held.Set();
                done.Wait(Threads.Bound);
            }
        });
        held.Wait(Threads.Bound);
        Assert.ThrowsExactly<TimeoutException>(() => Enter(shared, TimeSpan.Zero));
        Assert.ThrowsExactly<TimeoutException>(() => Enter(shared, TimeSpan.FromMilliseconds(20)));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Enter(shared, TimeSpan.FromSeconds(-2)));
        done.Set();
        join();
        Enter(shared, TimeSpan.Zero);
    }

    [TestMethod]
    public void Disposed_EveryMemberSaysSo()
    {
        Shared<int> shared = new(5);
        ref int stale = ref shared.Reference;
        shared.Dispose();
        shared.Dispose();
        Assert.IsTrue(shared.IsDisposed);
        Assert.ThrowsExactly<ObjectDisposedException>(() => shared.Value);
        Assert.ThrowsExactly<ObjectDisposedException>(() => shared.Value = 1);
        Assert.ThrowsExactly<ObjectDisposedException>(() => shared.Reference);
        Assert.ThrowsExactly<ObjectDisposedException>(() => shared.Increment());
        Assert.ThrowsExactly<ObjectDisposedException>(() => Enter(shared, TimeSpan.Zero));
        stale = 7;
        Assert.AreEqual(7, stale, "A stale reference is memory still.");
    }

    private static void Enter(Shared<int> shared, TimeSpan timeout)
    {
        using ProcessLock.Scope scope = shared.EnterLock(timeout);
        Assert.IsFalse(scope.WasAbandoned);
    }

    private static void Count<T>(T from, T next)
        where T : unmanaged
    {
        using Shared<T> shared = new(from);
        Assert.AreEqual(next, shared.Increment(), typeof(T).Name);
        Assert.AreEqual(from, shared.Decrement(), typeof(T).Name);
        Assert.AreEqual(from, shared.Exchange(next));
        Assert.AreEqual(next, shared.Value);
    }

    private static void Sum<T>(T step, T expected)
        where T : unmanaged
    {
        using SharedArray<T> shared = new(9);
        Threads.RunAll(Threads4, thread =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                shared.Add(4, step);
                shared.Add(thread < 2 ? 3 : 5, step);
            }
        });
        Assert.AreEqual(expected, shared[4], typeof(T).Name);
        Assert.AreEqual(shared[3], shared[5]);
    }
}
