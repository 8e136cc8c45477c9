using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace ProcessIsolate.Workers;

/// <summary>What a crash looks like to a reader: each fact on a line of its own.</summary>
internal static class CrashReport
{
    // The end says more than the beginning.
    private const int TailLines = 20;

    /// <param name="crash">The crash.</param>
    /// <returns>Lines that are indented and each begin with a line break.</returns>
    public static string Of(WorkerCrashedException crash)
    {
        if (crash.WorkerProcessId == 0)
        {
            return "";
        }

        StringBuilder text = new();
        Line(text, "reason", crash.Reason.ToString());
        Line(text, "method", crash.Method);
        Line(text, "worker", string.Create(CultureInfo.InvariantCulture, $"process {crash.WorkerProcessId}"));
        if (crash.ExitCode is { } code)
        {
            Line(text, "exit code", code.ToString(CultureInfo.InvariantCulture));
        }

        if (crash.Signal is { } signal)
        {
            Line(text, "signal", string.Create(CultureInfo.InvariantCulture, $"{signal} ({WorkerExit.NameOf(signal)})"));
        }

        if (LimitOf(crash.Reason) is { } limit)
        {
            Line(text, "limit hit", limit);
        }

        Line(text, "attempts", crash.Attempts.ToString(CultureInfo.InvariantCulture));
        if (crash.LastCalls.Count > 0)
        {
            Line(text, "its last calls", string.Join(", ", crash.LastCalls));
        }

        AppendTail(text, crash.StandardErrorTail);
        return text.ToString();
    }

    private static string? LimitOf(CrashReason reason) => reason switch
    {
        CrashReason.MemoryLimit => "memory",
        CrashReason.ProcessorLimit => "processor time",
        _ => null,
    };

    private static void Line(StringBuilder text, string name, string value) =>
        text.Append(Environment.NewLine).Append("   ").Append(name).Append(": ").Append(value);

    private static void AppendTail(StringBuilder text, string tail)
    {
        string[] lines = tail.TrimEnd().Split('\n');
        if (lines is [""])
        {
            return;
        }

        int first = Math.Max(0, lines.Length - TailLines);
        Line(text, "the end of its stderr", first > 0 ? "..." : "");
        foreach (string line in new ArraySegment<string>(lines, first, lines.Length - first))
        {
            text.Append(Environment.NewLine).Append("     | ").Append(line.TrimEnd('\r'));
        }
    }
}

/// <summary>The methods that a worker was given last. Written by the thread that has the worker; what another one reads after the
/// worker's end only describes.</summary>
internal sealed class LastCalls
{
    private const int Kept = 8;

    private readonly CompilerServices.RemoteMethod?[] methods = new CompilerServices.RemoteMethod?[Kept];

    public void Add(long request, CompilerServices.RemoteMethod method) => methods[request & (Kept - 1)] = method;

    /// <param name="last">The last request's id.</param>
    /// <returns>Names, the oldest first.</returns>
    public IReadOnlyList<string> Read(long last)
    {
        List<string> names = [];
        for (long request = Math.Max(0, last - Kept + 1); request <= last; request++)
        {
            if (methods[request & (Kept - 1)] is { } method)
            {
                names.Add(method.Id);
            }
        }

        return names;
    }
}
