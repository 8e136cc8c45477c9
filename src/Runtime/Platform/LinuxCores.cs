using System.Numerics;
using System.Runtime.InteropServices;

namespace ProcessIsolate.Platform;

/// <summary>On which processor core a thread runs, and how it leaves that one.</summary>
internal static unsafe partial class LinuxCores
{
    // 1,024 cores, as in the C library; the kernel refuses on larger machines, and then nothing is done.
    private const int MaskWords = 1024 / 64;
    private const nuint MaskBytes = MaskWords * sizeof(ulong);

    /// <summary>The core the calling thread is on at this moment; negative when that cannot be told.</summary>
    public static int Current => CurrentCore();

    /// <summary>Moves the calling thread to another core that it may run on. It may come back at any time.</summary>
    /// <returns>False when it may run on no other, or nothing is known of that.</returns>
    public static bool TryLeave(int core)
    {
        if (core is < 0 or >= MaskWords * 64)
        {
            return false;
        }

        ulong* allowed = stackalloc ulong[MaskWords];
        ulong* others = stackalloc ulong[MaskWords];
        new System.Span<ulong>(allowed, MaskWords).Clear();
        if (GetAffinity(0, MaskBytes, allowed) != 0)
        {
            return false;
        }

        int count = 0;
        for (int i = 0; i < MaskWords; i++)
        {
            others[i] = allowed[i] & ~(i == core / 64 ? 1UL << (core % 64) : 0);
            count += BitOperations.PopCount(others[i]);
        }

        if (count == 0 || SetAffinity(0, MaskBytes, others) != 0)
        {
            return false;
        }

        // Back at once: the thread is somewhere else by now, and where it may run is none of our business.
        _ = SetAffinity(0, MaskBytes, allowed);
        return true;
    }

    // Reads a word that the kernel keeps up to date in the thread's own memory: too short to tell the garbage collector of.
    [LibraryImport("libc", EntryPoint = "sched_getcpu")]
    [SuppressGCTransition]
    private static partial int CurrentCore();

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    private static partial int GetAffinity(int thread, nuint size, ulong* mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int thread, nuint size, ulong* mask);
}
