using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using ProcessIsolate;
using Spectre.Console;

namespace Jobs;

/// <summary>What became of each file.</summary>
internal static class OutcomeTable
{
    private const int SuccessesShown = 5;

    public static void Write(IReadOnlyList<CallOutcome<string, FileReport>> outcomes)
    {
        Table table = new Table().AddColumns("file", "outcome", "time", "process");
        CallOutcome<string, FileReport>[] read = [.. outcomes.Where(static each => each.IsSuccess).OrderBy(static each => each.Index)];
        foreach (CallOutcome<string, FileReport> outcome in read.Take(SuccessesShown))
        {
            Add(table, outcome, $"{outcome.Result.Words:N0} words, most often \"{outcome.Result.MostFrequent}\"");
        }

        if (read.Length > SuccessesShown)
        {
            table.AddRow($"… {read.Length - SuccessesShown} more", "read", "", "");
        }

        foreach (CallOutcome<string, FileReport> outcome in outcomes.Where(static each => !each.IsSuccess).OrderBy(static each => each.Index))
        {
            Add(table, outcome, "[red]" + Markup.Escape(Describe(outcome.Exception!)) + "[/]");
        }

        AnsiConsole.Write(table);
    }

    private static void Add(Table table, CallOutcome<string, FileReport> outcome, string what) => table.AddRow(
        Markup.Escape(Path.GetFileName(outcome.Item)),
        what,
        outcome.WorkerProcessId == 0 ? "" : $"{outcome.Duration.TotalMilliseconds:0} ms",
        outcome.WorkerProcessId == 0 ? "" : $"{outcome.WorkerProcessId}");

    private static string Describe(Exception exception) => exception switch
    {
        WorkerCrashedException { Reason: CrashReason.MemoryLimit } => "took more memory than it may",
        WorkerCrashedException crash => $"crashed: {crash.Reason}" + (crash.Signal is { } signal ? $", signal {signal}" : ""),
        TimeoutException => "took longer than it may",
        OperationCanceledException => "not begun",
        _ => exception.Message,
    };
}
