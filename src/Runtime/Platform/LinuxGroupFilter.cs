using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace ProcessIsolate.Platform;

/// <summary>Keeps what a worker starts in the worker's process group: a filter answers <c>setsid</c> and <c>setpgid</c> with
/// success and does nothing.</summary>
/// <remarks>
/// Inherited by everything the worker starts, and not removable. A worker's own workers need groups of their own: they say so by a third
/// argument, which the system call does not have and the filter lets pass. That is no secret; this is no wall against code that wants
/// out, but order among programs that know nothing of it.
/// </remarks>
[SupportedOSPlatform("linux")]
internal static unsafe partial class LinuxGroupFilter
{
    private const int SetNoNewPrivileges = 38;
    private const nint SetFilterMode = 1;
    private const nint AllThreads = 1;
    private const nint NoSlowDown = 4;
    private const ulong Pass = 0x70_69_73_6F_67_72_6F_75;

    private const ushort Load = 0x20;
    private const ushort And = 0x54;
    private const ushort JumpIfEqual = 0x15;
    private const ushort Return = 0x06;
    private const uint AnswerSuccess = 0x0005_0000;
    private const uint Allow = 0x7FFF_0000;
    private const uint NumberOffset = 0;
    private const uint ArchitectureOffset = 4;
    private const uint ThirdArgumentOffset = 32;

    // The other calling convention of x64 processes marks its numbers with this bit.
    private const uint WithoutX32 = 0xBFFF_FFFF;

    // The same numbers on both 32-bit architectures.
    private const uint SetSession32 = 66;
    private const uint SetGroup32 = 57;

    private static readonly Numbers? Known = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => new Numbers(0xC000_003E, 0x4000_0003, SetSession: 112, SetGroup: 109, SetFilter: 317),
        Architecture.Arm64 => new Numbers(0xC000_00B7, 0x4000_0028, SetSession: 157, SetGroup: 154, SetFilter: 277),
        _ => null,
    };

    /// <summary>Whether the numbers of this processor's system calls are known.</summary>
    public static bool IsKnown => Known is not null;

    /// <summary>Moves this process into a group of its own, past the filters of processes above.</summary>
    public static bool TryLeaveGroup()
    {
        if (Known is { } numbers)
        {
            _ = SystemCall((nint)numbers.SetGroup, 0, 0, unchecked((nint)Pass));
        }
        else
        {
            UnixNative.LeaveProcessGroup();
        }

        return UnixNative.LeadsGroup;
    }

    /// <summary>Puts the filter on all threads of this process.</summary>
    /// <returns>False where the processor is not known, or the kernel refuses; then nothing has changed.</returns>
    public static bool TryInstall()
    {
        if (Known is not { } numbers)
        {
            return false;
        }

        Instruction* program = stackalloc Instruction[16];
        int length = Write(program, numbers);
        Program header = new() { Length = (ushort)length, Start = program };
        // With the right to do so, programs with more rights than their user's keep working.
        if (Install(numbers, &header))
        {
            return true;
        }

        return PrCtl(SetNoNewPrivileges, 1, 0, 0, 0) == 0 && Install(numbers, &header);
    }

    private static bool Install(Numbers numbers, Program* header) =>
        SystemCall((nint)numbers.SetFilter, SetFilterMode, AllThreads | NoSlowDown, (nint)header) == 0
        || SystemCall((nint)numbers.SetFilter, SetFilterMode, AllThreads, (nint)header) == 0;

    private static int Write(Instruction* program, Numbers numbers)
    {
        const byte Fake = 14;
        const byte Through = 15;
        int at = 0;
        program[at++] = new Instruction(Load, 0, 0, ArchitectureOffset);
        program[at++] = Test(at, numbers.Architecture, then: 2, otherwise: 6);
        program[at++] = new Instruction(Load, 0, 0, NumberOffset);
        program[at++] = new Instruction(And, 0, 0, RuntimeInformation.ProcessArchitecture == Architecture.X64 ? WithoutX32 : uint.MaxValue);
        program[at++] = Test(at, numbers.SetSession, then: Fake, otherwise: 5);
        program[at++] = Test(at, numbers.SetGroup, then: 10, otherwise: Through);
        program[at++] = Test(at, numbers.Architecture32, then: 7, otherwise: Through);
        program[at++] = new Instruction(Load, 0, 0, NumberOffset);
        program[at++] = Test(at, SetSession32, then: Fake, otherwise: 9);
        program[at++] = Test(at, SetGroup32, then: Fake, otherwise: Through);
        program[at++] = new Instruction(Load, 0, 0, ThirdArgumentOffset);
        program[at++] = Test(at, unchecked((uint)Pass), then: 12, otherwise: Fake);
        program[at++] = new Instruction(Load, 0, 0, ThirdArgumentOffset + sizeof(uint));
        program[at++] = Test(at, (uint)(Pass >> 32), then: Through, otherwise: Fake);
        program[at++] = new Instruction(Return, 0, 0, AnswerSuccess);
        program[at++] = new Instruction(Return, 0, 0, Allow);
        return at;
    }

    // Jumps count from the instruction after this one, whose place the caller has counted already.
    private static Instruction Test(int next, uint value, int then, int otherwise) =>
        new(JumpIfEqual, (byte)(then - next), (byte)(otherwise - next), value);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SystemCall(nint number, nint first, nint second, nint third);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int PrCtl(int option, nuint argument2, nuint argument3, nuint argument4, nuint argument5);

    /// <summary>What a processor's calls are numbered.</summary>
    private sealed record Numbers(uint Architecture, uint Architecture32, uint SetSession, uint SetGroup, uint SetFilter);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Instruction(ushort Code, byte IfTrue, byte IfFalse, uint Value);

    [StructLayout(LayoutKind.Sequential)]
    private struct Program
    {
        public ushort Length;
        public Instruction* Start;
    }
}
