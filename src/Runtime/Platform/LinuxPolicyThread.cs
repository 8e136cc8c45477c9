using System;
using System.IO;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace ProcessIsolate.Platform;

/// <summary>What a policy thread puts on.</summary>
/// <param name="Filter">The filter of system calls; null for none.</param>
/// <param name="Files">The set of rules for files; null for none.</param>
/// <param name="KeptCapabilities">Of root's rights those that stay, a bit for each.</param>
internal sealed record LinuxPolicy(SeccompInstruction[]? Filter, SafeFileHandle? Files, ulong KeptCapabilities);

/// <summary>A thread that gives up its rights for good, then does nothing but start processes, which inherit that.</summary>
/// <remarks>
/// Landlock and seccomp belong to a thread, and so does everything that a thread starts, other threads of this process included: one that the runtime
/// starts from here, to compile code in the background, would have the sandbox too. So the thread runs one method, which is compiled before as well
/// as it ever will be, allocates nothing and calls only into the C library. What a start needs is made by the thread that asks for it.
/// <para>It lives as long as the process: its end would be the end of its children, which die with the thread that started them.</para>
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed unsafe partial class LinuxPolicyThread
{
    private const int StackBytes = 256 * 1024;
    private const int CloseOnExec = 0x80000;

    // Held while one process is started: a few milliseconds, and the thread can start no other meanwhile.
    private readonly object gate = new();
    private readonly Order* order;

    private LinuxPolicyThread(Order* order) => this.order = order;

    /// <summary>The thread's number, for the system.</summary>
    public int ThreadId => order->ThreadId;

    /// <summary>The errors with which the kernel refused: 0 for none.</summary>
    public int PrivilegesError => order->PrivilegesError;

    /// <inheritdoc cref="PrivilegesError"/>
    public int FilesError => order->FilesError;

    /// <inheritdoc cref="PrivilegesError"/>
    public int FilterError => order->FilterError;

    /// <summary>Starts a thread and has it put on a policy.</summary>
    /// <exception cref="IOException">This process has no descriptors left.</exception>
    /// <exception cref="ThreadRefusedException">The system gives no thread.</exception>
    public static LinuxPolicyThread Start(LinuxPolicy policy)
    {
        // Not freed once the thread runs: it uses it until the process ends.
        Order* order = (Order*)NativeMemory.AllocZeroed((nuint)sizeof(Order));
        order->Begin = -1;
        order->Done = -1;
        bool runs = false;
        try
        {
            Prepare(order, policy);
            // Compiled here, and not by the thread.
            RuntimeHelpers.PrepareMethod(((Action<nint>)Serve).Method.MethodHandle);
            nint address = (nint)order;
            LibraryThread.Start(ThreadRole.Policy, "ProcessIsolate sandbox", () => Serve(address), _ => Fail(address), StackBytes);
            Await(order);
            runs = order->Failed == 0;
            return runs ? new LinuxPolicyThread(order) : throw new IOException("The thread that starts the processes has failed.");
        }
        finally
        {
            GC.KeepAlive(policy);
            if (!runs)
            {
                Release(order);
            }
        }
    }

    /// <summary>As <c>posix_spawnp</c>, on this thread.</summary>
    /// <returns>The system's error; 0 for none.</returns>
    public int Spawn(int* processId, byte* file, byte* actions, byte* attributes, byte** arguments, byte** environment)
    {
        lock (gate)
        {
            order->File = file;
            order->Actions = actions;
            order->Attributes = attributes;
            order->Arguments = arguments;
            order->Environment = environment;
            Ring(order->Begin);
            Await(order);
            *processId = order->ProcessId;
            return order->Result;
        }
    }

    private static void Prepare(Order* order, LinuxPolicy policy)
    {
        order->Begin = MakeBell();
        order->Done = MakeBell();
        nint library = NativeLibrary.Load("libc", typeof(LinuxPolicyThread).Assembly, null);
        order->Call = (delegate* unmanaged<nint, nint, nint, nint, nint, nint, nint>)NativeLibrary.GetExport(library, "syscall");
        order->Error = (delegate* unmanaged<int*>)NativeLibrary.GetExport(library, "__errno_location");
        order->Read = (delegate* unmanaged<int, void*, nuint, nint>)NativeLibrary.GetExport(library, "read");
        order->Write = (delegate* unmanaged<int, void*, nuint, nint>)NativeLibrary.GetExport(library, "write");
        order->Spawn = (delegate* unmanaged<int*, byte*, byte*, byte*, byte**, byte**, int>)NativeLibrary.GetExport(library, "posix_spawnp");
        order->Numbers = new Numbers
        {
            ProcessControl = LinuxSystemCalls.ProcessControl.Number,
            SetCapabilities = LinuxSystemCalls.SetCapabilities.Number,
            SetFilter = LinuxSystemCalls.SetFilter.Number,
            RestrictSelf = LinuxSystemCalls.RestrictSelf.Number,
            GetThreadId = LinuxSystemCalls.GetThreadId.Number,
        };
        ReadCapabilities(order, policy.KeptCapabilities);
        order->FileRules = policy.Files is { } files ? (int)files.DangerousGetHandle() : -1;
        if (policy.Filter is { } filter)
        {
            order->Filter.Length = checked((ushort)filter.Length);
            order->Filter.Start = (SeccompInstruction*)NativeMemory.Alloc((nuint)filter.Length, (nuint)sizeof(SeccompInstruction));
            filter.CopyTo(new Span<SeccompInstruction>(order->Filter.Start, filter.Length));
        }
    }

    // Of a thread that never got to its one method.
    private static void Fail(nint address)
    {
        Order* order = (Order*)address;
        order->Failed = 1;
        Ring(order->Done);
    }

    private static void Release(Order* order)
    {
        _ = Close(order->Begin);
        _ = Close(order->Done);
        NativeMemory.Free(order->Filter.Start);
        NativeMemory.Free(order);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Serve(nint address)
    {
        Order* order = (Order*)address;
        ulong count;
        PutOn(order);
        while (true)
        {
            ulong one = 1;
            order->Write(order->Done, &one, sizeof(ulong));
            while (order->Read(order->Begin, &count, sizeof(ulong)) != sizeof(ulong))
            {
            }

            int processId = 0;
            order->Result = order->Spawn(&processId, order->File, order->Actions, order->Attributes, order->Arguments, order->Environment);
            order->ProcessId = processId;
        }
    }

    // In this order: without new privileges the kernel lets everyone restrict themselves, and the filter comes last since it may refuse the rest.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PutOn(Order* order)
    {
        const int DropFromBounds = 24;
        const int NoNewPrivileges = 38;
        const int LastCapability = 63;
        const int FilterMode = 1;
        delegate* unmanaged<nint, nint, nint, nint, nint, nint, nint> call = order->Call;
        Numbers* numbers = &order->Numbers;
        order->ThreadId = (int)call(numbers->GetThreadId, 0, 0, 0, 0, 0);
        for (int capability = 0; capability <= LastCapability; capability++)
        {
            if ((order->Kept & (1UL << capability)) == 0)
            {
                call(numbers->ProcessControl, DropFromBounds, capability, 0, 0, 0);
            }
        }

        if (call(numbers->ProcessControl, NoNewPrivileges, 1, 0, 0, 0) != 0
            || call(numbers->SetCapabilities, (nint)(&order->CapabilityHeader), (nint)order->Capabilities, 0, 0, 0) != 0)
        {
            order->PrivilegesError = *order->Error();
        }

        if (order->FileRules >= 0 && call(numbers->RestrictSelf, order->FileRules, 0, 0, 0, 0) != 0)
        {
            order->FilesError = *order->Error();
        }

        if (order->Filter.Length > 0 && call(numbers->SetFilter, FilterMode, 0, (nint)(&order->Filter), 0, 0) != 0)
        {
            order->FilterError = *order->Error();
        }
    }

    // Those of this process, without what is to be given up. Those of a new thread are the same.
    private static void ReadCapabilities(Order* order, ulong kept)
    {
        const uint Version3 = 0x2008_0522;
        order->CapabilityHeader.Version = Version3;
        order->Kept = kept;
        _ = order->Call(LinuxSystemCalls.GetCapabilities.Number, (nint)(&order->CapabilityHeader), (nint)order->Capabilities, 0, 0, 0);
        order->CapabilityHeader.Version = Version3;
        for (int half = 0; half < 2; half++)
        {
            uint mask = (uint)(kept >> (32 * half));
            order->Capabilities[(3 * half) + 0] &= mask;
            order->Capabilities[(3 * half) + 1] &= mask;
            order->Capabilities[(3 * half) + 2] = 0;
        }
    }

    private static void Await(Order* order)
    {
        ulong count;
        while (order->Read(order->Done, &count, sizeof(ulong)) != sizeof(ulong))
        {
        }
    }

    private static void Ring(int bell)
    {
        ulong one = 1;
        _ = WriteTo(bell, &one, sizeof(ulong));
    }

    private static int MakeBell() =>
        EventDescriptor(0, CloseOnExec) is >= 0 and int bell ? bell : throw LinuxFiles.Failure("make an event", Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int EventDescriptor(uint count, int flags);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint WriteTo(int descriptor, void* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    private struct Numbers
    {
        public nint ProcessControl;
        public nint SetCapabilities;
        public nint SetFilter;
        public nint RestrictSelf;
        public nint GetThreadId;
    }

    private struct CapabilityHeader
    {
        public uint Version;
        public int ProcessId;
    }

    /// <summary>What the thread reads and writes: native memory, so that it holds nothing of the runtime's.</summary>
    private struct Order
    {
        public delegate* unmanaged<nint, nint, nint, nint, nint, nint, nint> Call;
        public delegate* unmanaged<int*> Error;
        public delegate* unmanaged<int, void*, nuint, nint> Read;
        public delegate* unmanaged<int, void*, nuint, nint> Write;
        public delegate* unmanaged<int*, byte*, byte*, byte*, byte**, byte**, int> Spawn;
        public Numbers Numbers;
        public CapabilityHeader CapabilityHeader;
        public fixed uint Capabilities[6];
        public ulong Kept;
        public SeccompHeader Filter;
        public int FileRules;
        public int Begin;
        public int Done;
        public int Failed;
        public int ThreadId;
        public int PrivilegesError;
        public int FilesError;
        public int FilterError;
        public byte* File;
        public byte* Actions;
        public byte* Attributes;
        public byte** Arguments;
        public byte** Environment;
        public int ProcessId;
        public int Result;
    }
}
