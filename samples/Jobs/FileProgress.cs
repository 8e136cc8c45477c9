using System;
using ProcessIsolate;
using Spectre.Console;

namespace Jobs;

/// <summary>Shows how far a map is, on a progress bar.</summary>
internal sealed class FileProgress(ProgressTask bar) : IProgress<MapProgress>
{
    public void Report(MapProgress value)
    {
        bar.Value = value.Completed;
        string left = value.Remaining is { } time ? $", {time.TotalSeconds:0.0} s left" : "";
        string failed = value.Failed == 0 ? "" : $", [red]{value.Failed} failed[/]";
        bar.Description = $"{value.Completed} files, {value.ItemsPerSecond:0} a second{left}{failed}";
    }
}
