using System;
using System.Diagnostics;
using System.Threading;
using ProcessIsolate.Channels;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Failures;

/// <summary>Marked methods that write over the words of a shared object while its host uses it, and die.</summary>
internal static class ScribbleJobs
{
    /// <summary>Where the words of every layout end; behind it are items.</summary>
    private const int LayoutBytes = 8192;

    private const int WordsAtOnce = 12;

    [RunInProcess]
    public static void Queue(ProcessQueue<string> queue, int seed, int milliseconds) => Scribble(queue, seed, milliseconds);

    [RunInProcess]
    public static void Pipe(ProcessPipe<string> pipe, int seed, int milliseconds) => Scribble(pipe, seed, milliseconds);

    [RunInProcess]
    public static void Lock(ProcessLock gate, int seed, int milliseconds) => Scribble(gate, seed, milliseconds);

    [RunInProcess]
    public static void Semaphore(ProcessSemaphore semaphore, int seed, int milliseconds) => Scribble(semaphore, seed, milliseconds);

    [RunInProcess]
    public static void Event(ProcessEvent signal, int seed, int milliseconds) => Scribble(signal, seed, milliseconds);

    [RunInProcess]
    public static void Barrier(ProcessBarrier barrier, int seed, int milliseconds) => Scribble(barrier, seed, milliseconds);

    [RunInProcess]
    public static void Condition(ProcessCondition condition, int seed, int milliseconds) => Scribble(condition, seed, milliseconds);

    [RunInProcess]
    public static void Countdown(ProcessCountdown countdown, int seed, int milliseconds) => Scribble(countdown, seed, milliseconds);

    [RunInProcess]
    public static void Array(SharedArray<int> array, int seed, int milliseconds) => Scribble(array, seed, milliseconds);

    [RunInProcess]
    public static void Value(Shared<long> value, int seed, int milliseconds) => Scribble(value, seed, milliseconds);

    /// <summary>Writes one number into one word and dies at once.</summary>
    [RunInProcess]
    public static void Write(ProcessQueue<string> queue, int offset, int value) => WriteAndDie(queue, offset, value);

    [RunInProcess]
    public static void WriteLock(ProcessLock gate, int offset, int value) => WriteAndDie(gate, offset, value);

    [RunInProcess]
    public static void WriteSemaphore(ProcessSemaphore semaphore, int offset, int value) => WriteAndDie(semaphore, offset, value);

    [RunInProcess]
    public static void WritePipe(ProcessPipe<string> pipe, int offset, int value) => WriteAndDie(pipe, offset, value);

    /// <summary>Takes an item and then writes nonsense where the length of the next one stands.</summary>
    [RunInProcess]
    public static unsafe void TakeAndWriteLength(ProcessQueue<string> queue)
    {
        queue.Get(Eventually.Limit);
        uint* data = (uint*)queue.Segment.At(QueueLayout.Read(queue.Segment).DataAt, 64);
        // The first item's header and its characters, in units of 8 bytes.
        data[0] = int.MaxValue;
        Die();
    }

    private static unsafe void WriteAndDie(SharedObject target, int offset, int value)
    {
        Volatile.Write(ref *(int*)target.Segment.At(offset, sizeof(int)), value);
        Die();
    }

    private static unsafe void Scribble(SharedObject target, int seed, int milliseconds)
    {
        Random random = new(seed);
        int words = (int)Math.Min(target.Segment.Size, LayoutBytes) / sizeof(int);
        int* first = (int*)target.Segment.At(0, words * (long)sizeof(int));
        Stopwatch watch = Stopwatch.StartNew();
        while (watch.ElapsedMilliseconds < milliseconds)
        {
            for (int i = 0; i < WordsAtOnce; i++)
            {
                // Half of them where most kinds have their words.
                int word = random.Next(random.Next(2) == 0 ? Math.Min(words, 256) : words);
                Volatile.Write(ref first[word], Value(random));
            }

            Thread.SpinWait(random.Next(2000));
        }

        Die();
    }

    private static int Value(Random random) => random.Next(7) switch
    {
        0 => 0,
        1 => 1,
        2 => -1,
        3 => int.MaxValue,
        4 => int.MinValue,
        // Small ones are numbers of processes.
        5 => random.Next(64),
        _ => (int)random.NextInt64(),
    };

    private static void Die()
    {
        using Process self = Process.GetCurrentProcess();
        self.Kill();
        self.WaitForExit();
    }
}
