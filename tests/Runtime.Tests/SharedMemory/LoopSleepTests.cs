using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Runtime.Tests.SharedMemory;

[TestClass]
public sealed unsafe class LoopSleepTests : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly SharedSegment segment = SharedSegment.Create(4096);
    private readonly LoopSleep sleep = new();

    public LoopSleepTests() => segment.TryAcquire();

    public void Dispose()
    {
        segment.Release();
        segment.Dispose();
    }

    [TestMethod]
    public void ALimit_EndsTheSleep()
    {
        long begun = Stopwatch.GetTimestamp();
        sleep.Sleep([Of(0)], sleep.Look(), TimeSpan.Zero);
        sleep.Sleep([Of(0)], sleep.Look(), TimeSpan.FromMilliseconds(5));
        Assert.IsLessThan(Bound, Stopwatch.GetElapsedTime(begun));
    }

    [TestMethod]
    public void AWakeBeforeTheSleep_IsNotLost()
    {
        uint look = sleep.Look();
        sleep.Wake();
        // Without words the sleep would last a minute.
        Assert.IsTrue(Sleeper([], look).Join(Bound));
    }

    [TestMethod]
    public void AChange_EndsTheSleep_AlsoOfAWordThatIsThereTwice()
    {
        Thread sleeper = Sleeper([Of(0), Of(1), Of(1), Of(0)], sleep.Look());
        uint* word = Word(1);
        Interlocked.Increment(ref *word);
        SharedWait.Wake(segment, word, 1);
        Assert.IsTrue(sleeper.Join(Bound));
    }

    [TestMethod]
    public void TheLast_OfMoreThanTheSystemTakes_IsSeen()
    {
        List<Sleeper> sleepers = [];
        for (int i = 0; i < 200; i++)
        {
            sleepers.Add(Of(i));
        }

        Thread sleeper = Sleeper(sleepers, sleep.Look());
        Interlocked.Increment(ref *Word(199));
        Assert.IsTrue(sleeper.Join(Bound));
    }

    private uint* Word(int index) => (uint*)segment.At(index * sizeof(uint), sizeof(uint));

    private Sleeper Of(int index) => new(segment, (nint)Word(index), 0);

    // Until a word has changed, or once where there is none.
    private Thread Sleeper(List<Sleeper> sleepers, uint look)
    {
        Thread thread = new(() =>
        {
            do
            {
                sleep.Sleep(sleepers, look, LoopSleep.Longest);
            }
            while (sleepers.Count > 0 && sleepers.TrueForAll(static word => Volatile.Read(ref *(uint*)word.Word) == word.Seen));
        });
        thread.Start();
        return thread;
    }
}
