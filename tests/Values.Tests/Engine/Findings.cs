using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Values.Tests.Engine;

/// <summary>What the cases of one line of the table found.</summary>
internal sealed class Findings
{
    private const int Shown = 3;
    private const int LongestText = 400;
    private const int Before = 120;

    private readonly List<string> failures = [];

    /// <summary>How many cases ran.</summary>
    public int Cases { get; private set; }

    /// <summary>Runs a case; what it throws is a failure of it alone.</summary>
    public void Case(string name, Action run) => Case(() => name, run);

    /// <inheritdoc cref="Case(string, Action)"/>
    public void Case(Func<string> name, Action run)
    {
        Cases++;
        try
        {
            run();
        }
        catch (Exception exception)
        {
            failures.Add($"{name()}: {exception.GetType().Name}: {Shorten(exception.Message)}");
        }
    }

    /// <summary>Compares two descriptions.</summary>
    public static void AssertSame(string expected, string actual, string what)
    {
        if (expected != actual)
        {
            (string line, string other) = FirstDifference(expected.Split('\n'), actual.Split('\n'));
            int start = Math.Max(0, line.Zip(other).TakeWhile(static pair => pair.First == pair.Second).Count() - Before);
            throw new AssertFailedException($"{what} differs:\n    {From(line, start)}\n    {From(other, start)}");
        }
    }

    public void AssertNone() =>
        Assert.AreEqual(0, failures.Count, $"{failures.Count} of {Cases} cases failed:\n{string.Join('\n', failures.Take(Shown))}");

    private static (string Line, string Other) FirstDifference(string[] expected, string[] actual)
    {
        int line = 0;
        while (line < expected.Length && line < actual.Length && expected[line] == actual[line])
        {
            line++;
        }

        return (At(expected, line), At(actual, line));
    }

    private static string At(string[] lines, int line) => line < lines.Length ? lines[line] : "(nothing)";

    private static string From(string text, int start) => (start > 0 ? "..." : "") + Shorten(text[Math.Min(start, text.Length)..]);

    private static string Shorten(string text) => text.Length <= LongestText ? text : text[..LongestText] + "...";
}
