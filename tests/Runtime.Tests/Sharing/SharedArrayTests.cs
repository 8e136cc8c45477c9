using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Sharing;

namespace ProcessIsolate.Runtime.Tests.Sharing;

[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class SharedArrayTests
{
    [TestMethod]
    public void HoldsWhatIsWritten_InEveryView()
    {
        using SharedArray<int> array = new([1, 2, 3]);
        Assert.AreEqual(3, array.Length);
        array[1] = 20;
        array.Span[2] = 30;
        array.Memory.Span[0] = 10;
        CollectionAssert.AreEqual(new[] { 10, 20, 30 }, array.ToArray());
        Assert.AreEqual(60, array.Sum());
        CollectionAssert.AreEqual(new[] { 20, 30 }, array.Memory[1..].ToArray());
        using System.Buffers.MemoryHandle pin = array.Memory.Pin();
        using SharedArray<double> zeros = new(1000);
        Assert.IsTrue(zeros.All(static value => value == 0));
    }

    [TestMethod]
    public void MayBeEmpty_ButNotLessThanThat()
    {
        using SharedArray<int> empty = new(0);
        Assert.AreEqual(0, empty.Length);
        Assert.IsTrue(empty.Span.IsEmpty);
        Assert.IsEmpty(empty.Memory.ToArray());
        Assert.ThrowsExactly<IndexOutOfRangeException>(() => empty[0]);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(static () => new SharedArray<int>(-1));
    }

    [TestMethod]
    public void IndexesOutside_AreRefused()
    {
        using SharedArray<byte> array = new(10);
        Assert.ThrowsExactly<IndexOutOfRangeException>(() => array[10]);
        Assert.ThrowsExactly<IndexOutOfRangeException>(() => array[-1] = 1);
        Assert.ThrowsExactly<IndexOutOfRangeException>(() => array.Add(10, 1));
        Assert.ThrowsExactly<IndexOutOfRangeException>(() => array.Increment(-1));
        Assert.ThrowsExactly<IndexOutOfRangeException>(() => array.Exchange(int.MaxValue, 1));
        Assert.ThrowsExactly<IndexOutOfRangeException>(() => array.CompareExchange(int.MinValue, 1, 0));
    }

    [TestMethod]
    public void MoreThanThereIs_IsAClearError()
    {
        Exception exception = Assert.Throws<Exception>(static () => new SharedArray<decimal>(int.MaxValue));
        Assert.IsInstanceOfType<System.IO.IOException>(exception);
        StringAssert.Contains(exception.Message, "bytes");
    }

    [TestMethod]
    public void LengthThatTheMemoryDoesNotHold_IsRefused()
    {
        using SharedArray<int> array = new(10);
        unsafe
        {
            ((uint*)array.Segment.At(0, SharedHeader.Size))[4] = 2000;
        }

        Assert.AreEqual(10, array.Length, "What was read once is not read again.");
        Assert.ThrowsExactly<System.IO.IOException>(() => new SharedArray<int>(array.Entry));
        Assert.ThrowsExactly<System.IO.IOException>(() => new SharedArray<uint>(array.Entry));
        Assert.ThrowsExactly<System.IO.IOException>(() => new Shared<int>(array.Entry));
    }

    [TestMethod]
    public void Disposed_EveryMemberSaysSo()
    {
        SharedArray<int> array = new(3);
        Memory<int> memory = array.Memory;
        array.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => array[0]);
        Assert.ThrowsExactly<ObjectDisposedException>(() => array.Span.Length);
        Assert.ThrowsExactly<ObjectDisposedException>(() => array.Memory);
        Assert.ThrowsExactly<ObjectDisposedException>(() => memory.Span.Length);
        Assert.ThrowsExactly<ObjectDisposedException>(() => array.Add(0, 1));
        Assert.ThrowsExactly<ObjectDisposedException>(() => array.Any());
        Assert.AreEqual(3, array.Length);
    }

    [TestMethod]
    public void SpanInUse_SurvivesTheDisposalByAnotherThread()
    {
        const int Rounds = 300;
        SharedArray<long>? current = null;
        int round = 0;
        bool stop = false;
        Action join = Threads.Start(() =>
        {
            int seen = 0;
            while (!Volatile.Read(ref stop))
            {
                if (Volatile.Read(ref current) is not { } array)
                {
                    continue;
                }

                Span<long> span = array.Span;
                Volatile.Write(ref round, ++seen);
                // Goes on well after the other thread has disposed the array.
                while (!array.IsDisposed)
                {
                    Touch(span);
                }

                Touch(span);
                Touch(span);
                Interlocked.CompareExchange(ref current, null, array);
            }
        });
        for (int i = 1; i <= Rounds; i++)
        {
            SharedArray<long> array = new(2000);
            Volatile.Write(ref current, array);
            Threads.Await(() => Volatile.Read(ref round) >= i, "the other thread has the span");
            array.Dispose();
            Threads.Await(() => Volatile.Read(ref current) is null, "the other thread has let go");
        }

        Volatile.Write(ref stop, true);
        join();
    }

    [TestMethod]
    public void SpanOfAForgottenArray_StaysTheSharedMemory()
    {
        Span<int> span = SpanOnly(out WeakReference<SharedObject> reference);
        for (int i = 0; i < 10 && IsAlive(reference); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.IsFalse(IsAlive(reference), "the array was collected and its end has run");
        Assert.AreEqual(42, span[0]);
        span[0] = 43;
        Assert.AreEqual(43, span[0]);
    }

    [TestMethod]
    public async Task Memory_OutlivesAnAwait()
    {
        using SharedArray<int> array = new(100);
        Memory<int> memory = array.Memory;
        await Task.Yield();
        memory.Span.Fill(3);
        Assert.AreEqual(300, array.Sum());
    }

    // In a method of its own: its caller would keep the target alive.
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static bool IsAlive(WeakReference<SharedObject> reference) => reference.TryGetTarget(out _);

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static Span<int> SpanOnly(out WeakReference<SharedObject> reference)
    {
        SharedArray<int> array = new([42]);
        reference = new WeakReference<SharedObject>(array);
        return array.Span;
    }

    private static void Touch(Span<long> span)
    {
        for (int i = 0; i < span.Length; i += 64)
        {
            span[i]++;
        }
    }
}
