using System;
using System.Collections.Generic;
using System.Threading;
using ProcessIsolate.Platform;

namespace ProcessIsolate.SharedMemory;

/// <summary>Waits for all asynchronous receives of the process, on one thread, and lets each go on when its ring has
/// something.</summary>
/// <remarks>It never reads a ring and never runs user code: a slow caller holds up nobody. Synchronous callers wait on
/// their own threads and do not come here.</remarks>
internal sealed unsafe class ReceiveLoop
{
    private static readonly Lazy<ReceiveLoop> LazyShared = new(() => new ReceiveLoop());

    private readonly object gate = new();
    private readonly List<RingConnection> arrivals = [];
    private readonly List<RingConnection> watched = [];

    // Pinned for the life of the process: the kernel is given its address.
    private readonly uint[] ownWord = GC.AllocateArray<uint>(1, pinned: true);

    private ReceiveLoop() => new Thread(Run) { IsBackground = true, Name = "ProcessIsolate receive" }.Start();

    public static ReceiveLoop Shared => LazyShared.Value;

    private uint* OwnWord => (uint*)System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(ownWord, 0);

    public void Watch(RingConnection connection)
    {
        lock (gate)
        {
            arrivals.Add(connection);
            ownWord[0]++;
        }

        LinuxMemory.Wake(OwnWord);
    }

    private void Run()
    {
        List<(nint Word, uint Seen)> sleepers = [];
        while (true)
        {
            uint seen = TakeArrivals();
            bool any = CompleteReady();
            if (any)
            {
                continue;
            }

            sleepers.Clear();
            sleepers.Add(((nint)OwnWord, seen));
            foreach (RingConnection connection in watched)
            {
                uint* word = connection.AnnounceWait(out uint value);
                sleepers.Add(((nint)word, value));
            }

            // The other half of the doorbell's bargain: announced first, looked second.
            Interlocked.MemoryBarrier();
            if (!CompleteReady())
            {
                LinuxMemory.WaitAny(sleepers);
            }
        }
    }

    private uint TakeArrivals()
    {
        lock (gate)
        {
            foreach (RingConnection connection in arrivals)
            {
                if (connection.TryEnter())
                {
                    watched.Add(connection);
                }
                else
                {
                    connection.CompleteWait();
                }
            }

            arrivals.Clear();
            return ownWord[0];
        }
    }

    private bool CompleteReady()
    {
        int before = watched.Count;
        for (int i = watched.Count - 1; i >= 0; i--)
        {
            RingConnection connection = watched[i];
            if (connection.IsReady)
            {
                watched[i] = watched[^1];
                watched.RemoveAt(watched.Count - 1);
                connection.Exit();
                connection.CompleteWait();
            }
        }

        return watched.Count != before;
    }
}
