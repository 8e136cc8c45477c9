using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Jobs;
using ProcessIsolate;
using Spectre.Console;

const int AllRead = 0;
const int SomeFailed = 1;
const int WrongArguments = 2;
const int Interrupted = 130;

if (args.Length > 1 || (args.Length == 1 && !Directory.Exists(args[0])))
{
    Console.Error.WriteLine(args.Length > 1 ? "Usage: Jobs [folder]" : $"There is no folder '{args[0]}'.");
    return WrongArguments;
}

using CancellationTokenSource stop = new();
Console.CancelKeyPress += (_, key) =>
{
    // What is finished is kept, and shown.
    key.Cancel = true;
    stop.Cancel();
};

using Folder folder = Folder.Open(args.FirstOrDefault());
using ProcessPool pool = new(new ProcessPoolOptions
{
    Name = "files",
    // One bad file must not stop all others, even on one processor.
    MaxWorkers = Math.Max(2, Environment.ProcessorCount),
    SpareWorkers = 1,
    // What the runtime says of a crash stands in its outcome.
    Output = WorkerOutput.Discard,
    Limits = { MemoryBytes = 400L << 20 },
});
List<CallOutcome<string, FileReport>> outcomes = [];
await AnsiConsole.Progress()
    .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
    .StartAsync(async progress =>
    {
        MapOptions options = new()
        {
            CallTimeout = TimeSpan.FromSeconds(5),
            Progress = new FileProgress(progress.AddTask("files", maxValue: Math.Max(1, folder.Files.Length))),
        };
        outcomes.AddRange(await pool.MapOutcomesAsync(Parser.Read, folder.Files, options, stop.Token));
    });

OutcomeTable.Write(outcomes);
int failed = outcomes.Count(static each => !each.IsSuccess);
AnsiConsole.MarkupLine($"{outcomes.Count - failed} of {outcomes.Count} files read{(failed == 0 ? "." : $", [red]{failed} not[/]; this process lives on.")}");
return stop.IsCancellationRequested ? Interrupted : failed == 0 ? AllRead : SomeFailed;
