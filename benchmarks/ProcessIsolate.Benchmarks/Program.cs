using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using ProcessIsolate.Benchmarks;
using ProcessIsolate.Benchmarks.Floors;
using ProcessIsolate.Benchmarks.Groups;
using ProcessIsolate.Benchmarks.Measuring;
using ProcessIsolate.Benchmarks.Reporting;

// The same program is the other end of the floors' pipes and sockets, and an app that has just begun.
if (args is ["child", "fresh", .. var what])
{
    return FreshPayload.Run(what);
}

if (args is ["child", "program", .. var job])
{
    return FreshProgram.Run(job);
}

if (args is ["child", "calls", .. var span])
{
    return FreshCalls.Run(span);
}

if (args is ["child", ..])
{
    return PingPongChild.Run(args[1..]);
}

if (!Settings.TryParse(args, out Settings settings))
{
    return 2;
}

FigureGroup[] groups =
[
    new CallGroup(), new SilenceGroup(), new AllocationGroup(), new FloodGroup(), new MapGroup(),
    new PayloadGroup(), new StartGroup(), new MemoryGroup(), new IdleGroup(), new ScalingGroup(), new QueueGroup(), new PipeGroup(),
    new LockGroup(), new WakeGroup(), new RecordGroup(), new ProgramGroup(), new ColdGroup(), new RecoveryGroup(), new RecycleGroup(),
];
List<FigureGroup> chosen = [.. groups.Where(group => settings.Only.Count == 0 || settings.Only.Contains(group.Name))];
if (chosen.Count == 0)
{
    Console.Error.WriteLine("No such group. There are: " + string.Join(", ", groups.Select(group => group.Name)));
    return 2;
}

Console.WriteLine($"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores"
    + $"{(settings.Quick ? ", quick" : "")}");
List<List<Figure>> runs = [];
for (int run = 1; run <= settings.Runs; run++)
{
    if (settings.Runs > 1)
    {
        Console.WriteLine();
        Console.WriteLine($"run {run} of {settings.Runs}");
    }

    List<Figure> ofThisRun = [];
    foreach (FigureGroup group in chosen)
    {
        List<Figure> measured = GroupRun.Run(group, settings.Quick);
        Table.Print(group, measured);
        ofThisRun.AddRange(measured);
    }

    runs.Add(ofThisRun);
}

List<Figure> figures = SeveralRuns.Combine(runs);
AcceptanceFigure.Print(figures);
if (settings.JsonFile is { } file)
{
    File.WriteAllText(file, Report.ToJson(figures, settings.Quick));
}

if (settings.ChartFile is { } chart)
{
    File.WriteAllText(chart, Chart.ToSvg(figures));
}

if (settings.MarkdownFile is { } page)
{
    Markdown.Write(page, figures);
}

bool passed = !settings.Targets || Targets.Print(figures, settings.Quick);
if (settings.CompareFile is { } baseFile)
{
    passed &= Comparison.Print(Report.FromJson(File.ReadAllText(baseFile)), figures, settings.Quick);
}

return passed ? 0 : 1;
