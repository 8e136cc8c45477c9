using System;
using System.Diagnostics;
using System.Globalization;
using ProcessIsolate.Benchmarks.Measuring;

namespace ProcessIsolate.Benchmarks.Floors;

/// <summary>Large arrays in a program that has just begun: its memory and its worker's are used for the first time.</summary>
/// <remarks>Memory that a program has used and freed comes back from its garbage collector; what it never had comes from the
/// system, page by page, and on a virtual machine often from the machine below. That costs more than to copy, so it is a figure of its own.</remarks>
internal static class FreshPayload
{
    /// <summary>Milliseconds of four copies, two of them to memory never used before, as a call's argument and result are.</summary>
    public static double[] Copies(int bytes) => InFreshProgram("copies", bytes);

    /// <summary>Milliseconds of the second call of a program, an array there and back.</summary>
    public static double[] Call(int bytes) => InFreshProgram("call", bytes);

    /// <summary>What the fresh program does.</summary>
    /// <param name="args">What to measure, and the bytes of an array.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args)
    {
        double[] numbers = new double[int.Parse(args[1], CultureInfo.InvariantCulture) / sizeof(double)];
        Array.Fill(numbers, 1.5);
        double milliseconds = args[0] == "call" ? MeasureCall(numbers) : MeasureCopies(numbers);
        Console.WriteLine(milliseconds.ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    private static double MeasureCall(double[] numbers)
    {
        using ProcessPool pool = new(1);
        // The worker is there and the code is compiled, as far as one call gets that done.
        pool.Run(Work.EchoNumbers, new[] { 1.5 });
        return Timing.Milliseconds(() => pool.Run(Work.EchoNumbers, numbers));
    }

    private static double MeasureCopies(double[] numbers)
    {
        double[] used = (double[])numbers.Clone();
        return Timing.Milliseconds(() =>
        {
            numbers.CopyTo(used, 0);
            used.CopyTo(GC.AllocateUninitializedArray<double>(used.Length), 0);
            numbers.CopyTo(used, 0);
            used.CopyTo(GC.AllocateUninitializedArray<double>(used.Length), 0);
        });
    }

    private static double[] InFreshProgram(string what, int bytes)
    {
        using Process process = DotNet.Start(
            DotNet.ThisProgram, readsOutput: true, "child", "fresh", what, bytes.ToString(CultureInfo.InvariantCulture));
        string answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return [double.Parse(answer, CultureInfo.InvariantCulture)];
    }
}
