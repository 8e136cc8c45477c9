using System;
using System.Threading;

namespace ProcessIsolate.HostApp;

/// <summary>Marked methods of the program; foreign hosts call them by name as well.</summary>
public static class Work
{
    [RunInProcess]
    public static int Id() => Environment.ProcessId;

    [RunInProcess(Dedicated = true)]
    public static int DedicatedId() => Environment.ProcessId;

    [RunInProcess]
    public static int Square(int x) => x * x;

    [RunInProcess]
    public static byte[] Reverse(byte[] bytes)
    {
        Array.Reverse(bytes);
        return bytes;
    }

    [RunInProcess]
    public static int Leave(int code)
    {
        Environment.Exit(code);
        return 0;
    }

    [RunInProcess]
    public static int Subtract(int left, int right) => left - right;

    [RunInProcess]
    public static void ComputeForever()
    {
        Console.WriteLine($"computing {Environment.ProcessId}");
        SpinForever();
    }

    [RunInProcess]
    public static int SpinForever()
    {
        while (true)
        {
            Thread.SpinWait(1000);
        }
    }

    [RunInProcess]
    public static int WaitForCancellation(CancellationToken token)
    {
        token.WaitHandle.WaitOne();
        token.ThrowIfCancellationRequested();
        return 0;
    }

    [RunInProcess]
    public static void Kill() => System.Diagnostics.Process.GetCurrentProcess().Kill();

    [RunInProcess]
    public static int Fail(string text) => throw new ArgumentException(text, nameof(text));

    [RunInProcess]
    public static void Talk(string output, string error)
    {
        Console.Out.WriteLine(output);
        Console.Error.WriteLine(error);
    }
}
