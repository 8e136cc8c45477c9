using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

namespace ProcessIsolate.Integration.Tests.Failures;

/// <summary>Every way a method can take its process down.</summary>
internal static partial class Crashes
{
    [RunInProcess]
    public static int Exit(int code)
    {
        Environment.Exit(code);
        return code;
    }

    [RunInProcess]
    public static int ExitNatively(int code)
    {
        NativeExit(code);
        return code;
    }

    [RunInProcess]
    public static int RaiseSignal(int signal)
    {
        // The runtime's own handler takes the first SIGSEGV for a fault that will repeat, and lets only the next one kill.
        while (Raise(signal) == 0)
        {
        }

        return signal;
    }

    [RunInProcess]
    public static int WriteThroughNull() => (int)Fill(0, 1, 16);

    [RunInProcess]
    public static int AbortNatively()
    {
        Abort();
        return 0;
    }

    [RunInProcess]
    public static int FailFast(string message)
    {
        Environment.FailFast(message);
        return 0;
    }

    [RunInProcess]
    public static int OverflowStack(int depth) => Deeper(depth);

    [RunInProcess]
    public static int ThrowInBackground(string message)
    {
        Thread thread = new(() => throw new InvalidOperationException(message));
        thread.Start();
        thread.Join();
        return 0;
    }

    [RunInProcess]
    public static int SayThenExit(string words, int code)
    {
        Console.Error.Write(words);
        Environment.Exit(code);
        return code;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Deeper(int depth) => depth == int.MaxValue ? depth : Deeper(depth + 1) + Deeper(depth + 2);

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void NativeExit(int code);

    [LibraryImport("libc", EntryPoint = "raise")]
    private static partial int Raise(int signal);

    [LibraryImport("libc", EntryPoint = "memset")]
    private static partial nint Fill(nint target, int value, nuint count);

    [LibraryImport("libc", EntryPoint = "abort")]
    private static partial void Abort();
}
