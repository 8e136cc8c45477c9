using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace ProcessIsolate.Platform;

/// <summary>Writes a filter of system calls: a block for each call, each of which ends with an answer. What has no block is allowed.</summary>
/// <remarks>Calls in another convention than this processor's own, and calls that are newer than this code, get "there is none": their numbers
/// mean something else, or nothing yet.</remarks>
internal sealed class SeccompProgram
{
    private const ushort Load = 0x20;
    private const ushort JumpIfEqual = 0x15;
    private const ushort JumpIfAtLeast = 0x35;
    private const ushort JumpIfAnySet = 0x45;
    private const ushort Return = 0x06;
    private const uint Allow = 0x7FFF_0000;
    private const uint AnswerError = 0x0005_0000;
    private const uint NumberOffset = 0;
    private const uint ArchitectureOffset = 4;
    private const uint ArgumentsOffset = 16;
    private const int NoSuchCall = 38;

    private readonly List<SeccompInstruction> code = [];

    public SeccompProgram()
    {
        uint architecture = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => 0xC000_003E,
            Architecture.Arm64 => 0xC000_00B7,
            _ => throw new PlatformNotSupportedException("The numbers of this processor's system calls are not known."),
        };
        code.Add(new SeccompInstruction(Load, 0, 0, ArchitectureOffset));
        code.Add(new SeccompInstruction(JumpIfEqual, 1, 0, architecture));
        Answer(NoSuchCall);
        code.Add(new SeccompInstruction(Load, 0, 0, NumberOffset));
        code.Add(new SeccompInstruction(JumpIfAtLeast, 0, 1, LinuxSystemCalls.FirstUnknown));
        Answer(NoSuchCall);
    }

    /// <summary>Whether filters can be written for this processor.</summary>
    public static bool IsPossible => RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    /// <summary>Refuses calls.</summary>
    public void Refuse(int error, params ReadOnlySpan<LinuxCall> calls)
    {
        foreach (LinuxCall call in calls)
        {
            if (call.Number >= 0)
            {
                Begin(call, length: 1);
                Answer(error);
            }
        }
    }

    /// <summary>Refuses a call unless the low half of an argument is one of the values.</summary>
    public void RefuseUnless(LinuxCall call, int argument, int error, params ReadOnlySpan<int> values) =>
        Compare(call, argument, values, found: Allow, otherwise: AnswerError | (uint)error);

    /// <summary>Refuses a call if the low half of an argument is one of the values.</summary>
    public void RefuseIf(LinuxCall call, int argument, int error, params ReadOnlySpan<int> values) =>
        Compare(call, argument, values, found: AnswerError | (uint)error, otherwise: Allow);

    /// <summary>Refuses a call whose first argument has one of some bits, or lacks the bit that it must have; 0 for none.</summary>
    public void RefuseByBits(LinuxCall call, uint forbidden, uint needed, int error)
    {
        if (call.Number < 0)
        {
            return;
        }

        Begin(call, needed == 0 ? 4 : 5);
        code.Add(new SeccompInstruction(Load, 0, 0, ArgumentsOffset));
        code.Add(new SeccompInstruction(JumpIfAnySet, (byte)(needed == 0 ? 1 : 2), 0, forbidden));
        if (needed != 0)
        {
            code.Add(new SeccompInstruction(JumpIfAnySet, 0, 1, needed));
        }

        code.Add(new SeccompInstruction(Return, 0, 0, Allow));
        Answer(error);
    }

    /// <summary>Refuses a call unless two arguments are both zero.</summary>
    public void RefuseUnlessZero(LinuxCall call, int first, int second, int error)
    {
        Begin(call, length: 6);
        code.Add(new SeccompInstruction(Load, 0, 0, LowHalf(first)));
        code.Add(new SeccompInstruction(JumpIfEqual, 0, 3, 0));
        code.Add(new SeccompInstruction(Load, 0, 0, LowHalf(second)));
        code.Add(new SeccompInstruction(JumpIfEqual, 0, 1, 0));
        code.Add(new SeccompInstruction(Return, 0, 0, Allow));
        Answer(error);
    }

    /// <summary>The whole of it.</summary>
    public SeccompInstruction[] ToArray() => [.. code, new SeccompInstruction(Return, 0, 0, Allow)];

    private void Compare(LinuxCall call, int argument, ReadOnlySpan<int> values, uint found, uint otherwise)
    {
        if (call.Number < 0)
        {
            return;
        }

        Begin(call, values.Length + 3);
        code.Add(new SeccompInstruction(Load, 0, 0, LowHalf(argument)));
        for (int i = 0; i < values.Length; i++)
        {
            code.Add(new SeccompInstruction(JumpIfEqual, (byte)(values.Length - i), 0, unchecked((uint)values[i])));
        }

        code.Add(new SeccompInstruction(Return, 0, 0, otherwise));
        code.Add(new SeccompInstruction(Return, 0, 0, found));
    }

    // The number is in the accumulator until a block that is this call's loads something else, and that block ends with an answer.
    private void Begin(LinuxCall call, int length) => code.Add(new SeccompInstruction(JumpIfEqual, 0, checked((byte)length), (uint)call.Number));

    private void Answer(int error) => code.Add(new SeccompInstruction(Return, 0, 0, AnswerError | (uint)error));

    // Both processors store the low half first.
    private static uint LowHalf(int argument) => ArgumentsOffset + (8 * (uint)argument);
}

/// <summary>One instruction of a filter: struct sock_filter.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct SeccompInstruction(ushort Code, byte IfTrue, byte IfFalse, uint Value);

/// <summary>A filter as the kernel takes it: struct sock_fprog.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SeccompHeader
{
    public ushort Length;
    public SeccompInstruction* Start;
}
