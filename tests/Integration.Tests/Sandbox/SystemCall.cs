using System;
using System.Runtime.InteropServices;
using System.Text;

namespace ProcessIsolate.Integration.Tests.Sandbox;

/// <summary>Linux's system calls as hostile code makes them: past .NET.</summary>
internal static unsafe partial class SystemCall
{
    /// <summary>Makes a call by its numbers on x64 and arm64; -1 for one that arm64 does not have.</summary>
    /// <returns>What it returns; throws what it refuses.</returns>
    public static long Make(int x64, int arm64, params ReadOnlySpan<nint> arguments)
    {
        int number = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? x64 : arm64;
        if (number < 0)
        {
            throw new RefusedException("There is no such call on this processor.");
        }

        Span<nint> all = stackalloc nint[6];
        arguments.CopyTo(all);
        nint result = Call(number, all[0], all[1], all[2], all[3], all[4], all[5]);
        return result >= 0 ? result : throw new RefusedException(Marshal.GetLastPInvokeErrorMessage());
    }

    /// <summary>The same with a text as the argument at a place.</summary>
    public static long MakeWithText(int x64, int arm64, string text, int place, params ReadOnlySpan<nint> arguments)
    {
        fixed (byte* start = Encoding.UTF8.GetBytes(text + '\0'))
        {
            Span<nint> all = stackalloc nint[6];
            arguments.CopyTo(all);
            all[place] = (nint)start;
            return Make(x64, arm64, all);
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Call(nint number, nint a, nint b, nint c, nint d, nint e, nint f);

    [LibraryImport("libc", EntryPoint = "system", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Shell(string command);
}

/// <summary>The system said no.</summary>
public sealed class RefusedException(string message) : Exception(message);
