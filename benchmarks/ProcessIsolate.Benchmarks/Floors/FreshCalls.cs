using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Text;

namespace ProcessIsolate.Benchmarks.Floors;

/// <summary>Programs that begin and make one small call after another: what a call costs before the runtime has compiled it once more.</summary>
internal static class FreshCalls
{
    /// <summary>Microseconds of each of some calls of a fresh program; the first of all, which starts the worker, has the number 0.</summary>
    public static double[] Measure(int from, int to)
    {
        using Process process = DotNet.Start(DotNet.ThisProgram, readsOutput: true, "child", "calls", Text(from), Text(to));
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        return lines.Length == to - from
            ? [.. lines.Select(static line => double.Parse(line, CultureInfo.InvariantCulture))]
            : throw new InvalidOperationException("The fresh program that makes calls has failed.");
    }

    /// <summary>What the fresh program does.</summary>
    /// <param name="args">The numbers of the first call that counts and of the one behind the last.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args)
    {
        int from = int.Parse(args[0], CultureInfo.InvariantCulture);
        double[] samples = new double[int.Parse(args[1], CultureInfo.InvariantCulture)];
        using ProcessPool pool = new(1);
        using (pool.Use())
        {
            for (int i = 0; i < samples.Length; i++)
            {
                long start = Stopwatch.GetTimestamp();
                Work.Square(i);
                samples[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            }
        }

        StringBuilder text = new();
        foreach (double sample in samples.AsSpan(from))
        {
            text.Append(sample.ToString("F1", CultureInfo.InvariantCulture)).Append('\n');
        }

        Console.Write(text);
        return 0;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
