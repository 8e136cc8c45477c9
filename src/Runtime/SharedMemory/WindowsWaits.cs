using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Threading;
using Microsoft.Win32.SafeHandles;
using ProcessIsolate.Platform;

namespace ProcessIsolate.SharedMemory;

/// <summary>Sleeping on the words of one segment on Windows, which has no futex that reaches other processes.</summary>
/// <remarks>
/// <para>Each word has a semaphore, and a counter of waiters behind the segment's end. The sleeper counts itself,
/// then looks at the word; the waker has changed the word, then looks at the counter. Each has a full fence between the
/// two, so one sees the other: either the sleeper finds the word changed, or the waker releases the semaphore, and what is
/// released stays there until a sleeper takes it.</para>
/// <para>One thing is left: a thread that begins to wait after the change may take what was released for one that had counted
/// itself and not yet reached the semaphore. So a wait begins with a short nap, after which it looks at the word again,
/// and goes on with longer ones. A release too many ends a later wait for nothing, which every wait may do. Words share
/// counters, and a waiter that dies stays counted; both can only cause releases too many, and a semaphore holds a limited
/// number.</para>
/// <para>Other users see the names of existing objects. The semaphores' names are computed from a secret in the memory,
/// which they cannot read: they cannot make one first, under rights of their own.</para>
/// </remarks>
[SupportedOSPlatform("windows")]
internal sealed unsafe class WindowsWaits : IDisposable
{
    private const int SecretBytes = 16;
    private const int CountersOffset = 64;
    private const int Counters = 240;
    private const int TrailerBytes = 1024;
    private const int Alignment = 64;
    private const int MaxReleased = 256;
    private const uint FirstNapMilliseconds = 16;
    private const uint LongestNapMilliseconds = 1000;

    private readonly Dictionary<long, SafeWaitHandle> semaphores = [];
    private readonly byte[] secret;
    private readonly uint* counters;

    /// <param name="start">The segment, with room for what is needed here behind its end.</param>
    /// <param name="size">What the segment's user asked for.</param>
    /// <param name="isNew">Whether no other process has it yet.</param>
    public WindowsWaits(byte* start, long size, bool isNew)
    {
        Span<byte> trailer = new(start + Align(size), TrailerBytes);
        if (isNew)
        {
            RandomNumberGenerator.Fill(trailer[..SecretBytes]);
        }

        // A copy: the peer can write there.
        secret = trailer[..SecretBytes].ToArray();
        counters = (uint*)(start + Align(size) + CountersOffset);
    }

    /// <summary>The size of a section that holds a segment.</summary>
    public static long SizeWith(long size) => Align(size) + TrailerBytes;

    public void Wait(uint* word, long offset, uint seen, TimeSpan limit)
    {
        SafeWaitHandle semaphore = SemaphoreOf(offset);
        long begun = Stopwatch.GetTimestamp();
        uint nap = FirstNapMilliseconds;
        CountIn(offset);
        try
        {
            while (Volatile.Read(ref *word) == seen)
            {
                uint left = limit == Timeout.InfiniteTimeSpan ? uint.MaxValue : Milliseconds(limit - Stopwatch.GetElapsedTime(begun));
                if (left == 0 || WindowsMemory.Wait(semaphore, Math.Min(left, nap)))
                {
                    return;
                }

                nap = Math.Min(nap * 4, LongestNapMilliseconds);
            }
        }
        finally
        {
            CountOut(offset);
        }
    }

    public void Wake(long offset, int count)
    {
        Interlocked.MemoryBarrier();
        uint waiting = Volatile.Read(ref *CounterOf(offset));
        if (waiting == 0)
        {
            return;
        }

        SafeWaitHandle semaphore = SemaphoreOf(offset);
        int release = (int)Math.Min((uint)Math.Min(count, MaxReleased), waiting);
        // Refused when that would be more than the semaphore holds: then there is much to take already.
        while (release > 0 && !WindowsMemory.Release(semaphore, release))
        {
            release /= 2;
        }
    }

    /// <summary>Counts a thread that is about to wait, with a full fence.</summary>
    public void CountIn(long offset) => Interlocked.Increment(ref *CounterOf(offset));

    public void CountOut(long offset) => Interlocked.Decrement(ref *CounterOf(offset));

    /// <summary>The semaphore of a word. It is closed with the segment.</summary>
    public SafeWaitHandle SemaphoreOf(long offset)
    {
        lock (semaphores)
        {
            if (!semaphores.TryGetValue(offset, out SafeWaitHandle? semaphore))
            {
                semaphore = WindowsMemory.OpenOrCreateSemaphore(NameOf(offset), MaxReleased);
                semaphores.Add(offset, semaphore);
            }

            return semaphore;
        }
    }

    public void Dispose()
    {
        lock (semaphores)
        {
            foreach (SafeWaitHandle semaphore in semaphores.Values)
            {
                semaphore.Dispose();
            }

            semaphores.Clear();
        }
    }

    private static long Align(long size) => (size + Alignment - 1) / Alignment * Alignment;

    // Rounded up: a limit that has not passed is no limit of zero.
    private static uint Milliseconds(TimeSpan time) =>
        time <= TimeSpan.Zero ? 0 : (uint)Math.Min(Math.Ceiling(time.TotalMilliseconds), int.MaxValue);

    private uint* CounterOf(long offset) => counters + ((offset / sizeof(uint)) % Counters);

    private string NameOf(long offset)
    {
        Span<byte> seed = stackalloc byte[SecretBytes + sizeof(long)];
        secret.CopyTo(seed);
        BinaryPrimitives.WriteInt64LittleEndian(seed[SecretBytes..], offset);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(seed, hash);
        return SegmentName.From(hash);
    }
}
