using System;
using System.Runtime.InteropServices;
using ProcessIsolate;

namespace Quickstart;

/// <summary>What runs in other processes. Each method says where.</summary>
internal static partial class Jobs
{
    [RunInProcess]
    public static int Square(int x)
    {
        Console.WriteLine($"   process {Environment.ProcessId} squares {x}");
        return x * x;
    }

    [RunInProcess]
    public static int Increment(int x) => x + 1;

    [RunInProcess]
    public static void CountPrimes(string name, int limit)
    {
        int count = 0;
        for (int candidate = 2; candidate < limit; candidate++)
        {
            int divisor = 2;
            while (divisor * divisor <= candidate && candidate % divisor != 0)
            {
                divisor++;
            }

            count += divisor * divisor > candidate ? 1 : 0;
        }

        Console.WriteLine($"   {name}: process {Environment.ProcessId}, child of {WorkerContext.HostProcessId}: {count} primes below {limit}");
    }

    /// <summary>Ends its process the way a bug in a native library does: no exception, no finally block.</summary>
    [RunInProcess]
    public static void CrashNatively()
    {
        if (OperatingSystem.IsWindows())
        {
            RaiseFailFastException(0, 0, 0);
        }
        else
        {
            Abort();
        }
    }

    [LibraryImport("libc", EntryPoint = "abort")]
    private static partial void Abort();

    [LibraryImport("kernel32")]
    private static partial void RaiseFailFastException(nint record, nint context, uint flags);
}
