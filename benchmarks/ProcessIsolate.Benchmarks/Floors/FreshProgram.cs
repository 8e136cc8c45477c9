using System;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using ProcessIsolate.Benchmarks.Measuring;

namespace ProcessIsolate.Benchmarks.Floors;

/// <summary>Programs that begin, let two processes do one job, and end: what a developer waits for who runs a script.</summary>
internal static class FreshProgram
{
    private const int Workers = 2;

    /// <summary>Milliseconds of this program's run for a job.</summary>
    public static double Ours(string job, int count) =>
        Measure(job, count, () => DotNet.Start(DotNet.ThisProgram, readsOutput: true, "child", "program", job, Text(count)));

    /// <summary>Milliseconds of the same job as a script for Python, processes started with the spawn method.</summary>
    /// <exception cref="MissingPeerException">Python is not installed.</exception>
    public static double Python(string job, int count)
    {
        ProcessStartInfo startInfo = new("python3") { UseShellExecute = false, RedirectStandardOutput = true };
        startInfo.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "peers", "python_program.py"));
        startInfo.ArgumentList.Add(job);
        startInfo.ArgumentList.Add(Text(count));
        return Measure(job, count, () =>
        {
            try
            {
                return Process.Start(startInfo)!;
            }
            catch (Win32Exception)
            {
                throw new MissingPeerException("python3 is not installed");
            }
        });
    }

    /// <summary>What the fresh program does.</summary>
    /// <param name="args">The job, and how many items.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args)
    {
        int count = int.Parse(args[1], CultureInfo.InvariantCulture);
        using ProcessPool pool = new(Workers);
        Console.WriteLine(args[0] switch
        {
            "ints" => pool.Map(Work.Square, Enumerable.Range(0, count)).Length,
            "texts" => pool.Map(Work.Upper, Texts(count)).Length,
            "records" => pool.Map(RecordWork.Numbered, RecordWork.Orders(count)).Length,
            "int" => pool.Run(Work.Square, count),
            "record" => pool.Run(RecordWork.IdOf, RecordWork.Sample with { Id = count }),
            _ => throw new ArgumentException(args[0], nameof(args)),
        });
        return 0;
    }

    private static string[] Texts(int count)
    {
        string[] texts = new string[count];
        for (int i = 0; i < count; i++)
        {
            texts[i] = $"text number {i:00000000}";
        }

        return texts;
    }

    private static double Measure(string job, int count, Func<Process> start)
    {
        string answer = "";
        double milliseconds = Timing.Milliseconds(() =>
        {
            using Process process = start();
            answer = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
        });
        string expected = Text(job == "int" ? count * count : count);
        return answer.Trim() == expected ? milliseconds : throw new MissingPeerException($"its program for '{job}' failed");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
