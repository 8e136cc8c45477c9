using System;
using System.Diagnostics;
using System.Threading;
using ProcessIsolate.Platform;

namespace ProcessIsolate.SharedMemory;

/// <summary>Notices that both sides of a lane run on one processor core, where each keeps the other from running as long
/// as it spins, and moves the worker's side to another.</summary>
/// <remarks>
/// <para>Linux puts a thread that is woken on the core of its waker, and while one of the two is asleep at any moment it sees
/// no reason to part them. On virtual machines it does so even with a core to spare, whose idleness it cannot see. An exchange then
/// costs two useless spins and two switches, ten times what it costs on two cores, for as long as the system sees nothing wrong.</para>
/// <para>Each side writes down where it is whenever it gives way in a spin, with a number that grows. That the other's note is
/// new since the last look and names this core says that both met here; a note that is not new says nothing, its writer may
/// be anywhere. What a hostile peer writes can at most move a thread, and not often.</para>
/// <para>Only the worker's thread is moved, and is free to come back: the host's belongs to the app. Does nothing on other systems,
/// which do not let a program ask or choose as cheaply.</para>
/// </remarks>
internal sealed unsafe class CoreSharing(ulong* own, ulong* peer, bool mayMove)
{
    private const int CoreBits = 16;
    private const int MeetingsBeforeMove = 4;

    // Being moved costs some 100 us. If the system brings the thread back again and again it has reasons, and what the moves
    // cost stays below a hundredth of the time.
    private static readonly long ShortestPause = Stopwatch.Frequency / 500;
    private static readonly long LongestPause = Stopwatch.Frequency / 50;

    private readonly bool enabled = OperatingSystem.IsLinux() && Environment.ProcessorCount > 1;
    private ulong number;
    private ulong seen;
    private int meetings;
    private long pause = ShortestPause;
    private long lastMove = Stopwatch.GetTimestamp() - LongestPause;

    /// <summary>Whether both were on one core lately: then giving way at once is best.</summary>
    public bool IsShared => meetings > 0;

    /// <summary>How often the thread was moved.</summary>
    public int Moves { get; private set; }

    /// <summary>To be called before a spinning thread gives way.</summary>
    public void BeforeYield()
    {
        if (!enabled)
        {
            return;
        }

        int core = LinuxCores.Current;
        Volatile.Write(ref *own, (++number << CoreBits) | (ushort)core);
        ulong note = Volatile.Read(ref *peer);
        bool met = note != seen && core >= 0 && (ushort)note == (ushort)core;
        seen = note;
        meetings = met ? meetings + 1 : 0;
        if (meetings >= MeetingsBeforeMove && mayMove)
        {
            Move(core);
        }
    }

    private void Move(int core)
    {
        long now = Stopwatch.GetTimestamp();
        if (now - lastMove < pause)
        {
            return;
        }

        // Soon again, the last move has not helped; after a long while it is a new case.
        pause = now - lastMove > pause * 4 ? ShortestPause : Math.Min(pause * 2, LongestPause);
        lastMove = now;
        meetings = 0;
        Moves += LinuxCores.TryLeave(core) ? 1 : 0;
    }
}
