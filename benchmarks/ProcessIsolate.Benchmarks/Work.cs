using System;

namespace ProcessIsolate.Benchmarks;

/// <summary>What the workers run.</summary>
internal static class Work
{
    [RunInProcess]
    public static int Square(int x) => x * x;

    [RunInProcess]
    public static void Exit() => Environment.Exit(1);

    [RunInProcess]
    public static void SpinForever()
    {
        while (true)
        {
            SpinHere(1_000_000);
        }
    }

    [RunInProcess]
    public static string Upper(string text) => text.ToUpperInvariant();

    [RunInProcess]
    public static int ProcessId() => Environment.ProcessId;

    [RunInProcess]
    public static double[] EchoNumbers(double[] values) => values;

    [RunInProcess]
    public static byte[] EchoBytes(byte[] values) => values;

    [RunInProcess]
    public static long Spin(int iterations) => SpinHere(iterations);

    /// <summary>Keeps one core busy without touching memory.</summary>
    public static long SpinHere(int iterations)
    {
        long value = 1;
        for (int i = 0; i < iterations; i++)
        {
            value = ((value * 31) + i) % 1_000_003;
        }

        return value;
    }
}
