using System;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading.Tasks;

namespace ProcessIsolate.HostApp;

/// <summary>A process in which one system call is refused, as the profiles of containers do.</summary>
internal static unsafe partial class Refusals
{
    private const int NoNewPrivileges = 38;
    private const nint SetFilter = 1;
    private const nint AllThreads = 1;
    private const uint NotPermitted = 0x0005_0000 | 1;
    private const uint Allow = 0x7FFF_0000;
    private const int FutexWaitAny = 449;

    private static readonly bool IsArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    public static int Run(string what)
    {
        switch (what)
        {
            case "futex_waitv":
                Refuse(FutexWaitAny);
                return Wait();
            case "memfd_create":
                Refuse(IsArm ? 279 : 319);
                return Allocate();
            case "fallocate":
                Refuse(IsArm ? 47 : 285);
                return Allocate();
            case "pidfd_open":
                Refuse(434);
                return Scarcity.ChildrenReaped("");
            default:
                return 2;
        }
    }

    // Long enough that a thread which never sleeps shows.
    private static int Wait()
    {
        using ProcessQueue<int> queue = new();
        Task<int> waiting = queue.GetAsync().AsTask();
        using Process self = Process.GetCurrentProcess();
        TimeSpan before = self.TotalProcessorTime;
        Stopwatch watch = Stopwatch.StartNew();
        waiting.Wait(TimeSpan.FromSeconds(2));
        self.Refresh();
        double share = (self.TotalProcessorTime - before) / watch.Elapsed;
        Console.WriteLine(share < 0.5 ? "sleeps" : $"takes {share:P0} of a core");
        queue.Put(7);
        Console.WriteLine(waiting.Wait(TimeSpan.FromSeconds(20)) ? waiting.Result : "nothing");
        return 0;
    }

    private static int Allocate()
    {
        try
        {
            using SharedArray<byte> array = new(1000);
            Console.WriteLine("allocated");
        }
        catch (IOException)
        {
            Console.WriteLine("IOException");
        }

        using ProcessPool pool = new(1);
        Console.WriteLine(pool.Run(Work.Square, 3));
        return 0;
    }

    private static void Refuse(int call)
    {
        // Load the number; equal to the call: refuse; else allow.
        ulong* program = stackalloc ulong[] { 0x20, Instruction(0x15, 0, 1, (uint)call), Instruction(0x06, 0, 0, NotPermitted), Instruction(0x06, 0, 0, Allow) };
        nint* header = stackalloc nint[] { 4, (nint)program };
        if (PrCtl(NoNewPrivileges, 1, 0, 0, 0) != 0 || SystemCall(IsArm ? 277 : 317, SetFilter, AllThreads, (nint)header) != 0)
        {
            throw new InvalidOperationException("The system takes no filter.");
        }
    }

    private static ulong Instruction(ushort code, byte ifTrue, byte ifFalse, uint value) =>
        code | ((ulong)ifTrue << 16) | ((ulong)ifFalse << 24) | ((ulong)value << 32);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SystemCall(nint number, nint first, nint second, nint third);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int PrCtl(int option, nuint argument2, nuint argument3, nuint argument4, nuint argument5);
}
