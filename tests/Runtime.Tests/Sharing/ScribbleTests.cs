using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Sharing;

namespace ProcessIsolate.Runtime.Tests.Sharing;

/// <summary>Every word of every shared object's layout, overwritten with every kind of value: members give an answer, an error or
/// run into their limit, and what a dead process left there is repaired or given up. Nothing else.</summary>
[TestClass]
public sealed unsafe class ScribbleTests
{
    private const int HeaderBytes = 512;
    private static readonly TimeSpan Moment = TimeSpan.FromMicroseconds(200);
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);
    private static readonly int[] Values = [0, 1, -1, int.MaxValue, int.MinValue, 0x10000];

    private static readonly Dictionary<string, Func<(SharedObject, Action[])>> Kinds = new()
    {
        ["queue"] = static () =>
        {
            ProcessQueue<string> queue = new(new ProcessQueueOptions { Redelivery = Redelivery.UntilTaskDone });
            queue.Put("one");
            queue.Put("two");
            return (queue, [() => queue.TryPut("three", Moment), () => queue.TryGet(out _, Moment), () => _ = queue.Count, queue.TaskDone, () => queue.Join(Moment)]);
        },
        ["value"] = static () =>
        {
            Shared<long> value = new(5);
            return (value, [() => value.Value++, () => value.Add(1), () => value.EnterLock(Moment).Dispose()]);
        },
        ["array"] = static () =>
        {
            SharedArray<int> array = new(16);
            return (array, [() => array[3] = 4, () => _ = array[15]]);
        },
        ["lock"] = static () =>
        {
            ProcessLock mutex = new();
            return (mutex, [() => { if (mutex.TryEnter(Moment)) { mutex.Exit(); } }]);
        },
        ["semaphore"] = static () =>
        {
            ProcessSemaphore semaphore = new(1);
            return (semaphore, [() => semaphore.Wait(Moment), () => semaphore.Release()]);
        },
        ["event"] = static () =>
        {
            ProcessEvent signal = new();
            return (signal, [() => signal.Wait(Moment), signal.Set, () => signal.Wait(Moment), signal.Reset]);
        },
        ["condition"] = static () =>
        {
            ProcessCondition condition = new();
            return (condition, [() => { if (condition.TryEnter(Moment)) { condition.Wait(Moment); condition.PulseAll(); condition.Exit(); } }]);
        },
        ["barrier"] = static () =>
        {
            ProcessBarrier barrier = new(2);
            return (barrier, [() => barrier.SignalAndWait(Moment), barrier.Abort, barrier.Reset]);
        },
        ["countdown"] = static () =>
        {
            ProcessCountdown countdown = new(2);
            return (countdown, [() => countdown.Signal(), () => countdown.Wait(Moment), () => countdown.AddCount()]);
        },
    };

    [TestMethod]
    [DataRow("queue")]
    [DataRow("value")]
    [DataRow("array")]
    [DataRow("lock")]
    [DataRow("semaphore")]
    [DataRow("event")]
    [DataRow("condition")]
    [DataRow("barrier")]
    [DataRow("countdown")]
    public void EveryWord(string kind)
    {
        List<string> failures = [];
        for (int offset = 0; offset < HeaderBytes; offset += sizeof(int))
        {
            foreach (int value in Values)
            {
                Try(kind, offset, value, failures);
            }
        }

        Assert.IsEmpty(failures, string.Join(Environment.NewLine, failures));
    }

    private static void Try(string kind, int offset, int value, List<string> failures)
    {
        (SharedObject target, Action[] members) = Kinds[kind]();
        using (target)
        {
            if (offset + sizeof(int) > target.Segment.Size)
            {
                return;
            }

            Stopwatch watch = Stopwatch.StartNew();
            int* word = (int*)target.Segment.At(offset, sizeof(int));
            if (*word == value)
            {
                return;
            }

            *word = value;
            foreach (Action member in members)
            {
                Attempt(member);
            }

            Attempt(() => SharedRepair.Repair(target.Entry, Participant.ForWorker(1), crashed: true));
            if (watch.Elapsed > Bound)
            {
                failures.Add(string.Create(CultureInfo.InvariantCulture, $"{kind}, word {offset} = {value}: {watch.ElapsedMilliseconds} ms"));
            }
        }

        void Attempt(Action action)
        {
            try
            {
                action();
            }
            catch (Exception exception) when (exception is NullReferenceException or AccessViolationException or IndexOutOfRangeException
                or OutOfMemoryException or ArgumentOutOfRangeException { ParamName: not null } or InvalidCastException)
            {
                failures.Add(string.Create(CultureInfo.InvariantCulture, $"{kind}, word {offset} = {value}: {exception.GetType().Name} {exception.StackTrace}"));
            }
            catch (Exception)
            {
                // An error that says something.
            }
        }
    }
}
