using System;
using System.Globalization;
using System.IO;
using System.Linq;

namespace ProcessIsolate.Integration.Tests.Sharing;

/// <summary>What a process takes of the system's.</summary>
internal readonly record struct Footprint(int Descriptors, int Mappings, int Threads, long Megabytes)
{
    public static Footprint Of(int processId)
    {
        string folder = $"/proc/{processId}";
        long pages = long.Parse(File.ReadAllText(folder + "/statm").Split(' ')[1], CultureInfo.InvariantCulture);
        return new(
            Directory.EnumerateFileSystemEntries(folder + "/fd").Count(),
            File.ReadLines(folder + "/maps").Count(IsData),
            Directory.EnumerateDirectories(folder + "/task").Count(),
            pages * Environment.SystemPageSize >> 20);
    }

    /// <summary>How many shared segments it has mapped, calls' own rings among them.</summary>
    public static int SegmentsOf(int processId) =>
        File.ReadLines($"/proc/{processId}/maps").Count(static line => line.Contains("memfd:processisolate", StringComparison.Ordinal));

    public bool IsWithin(in Footprint before, in Footprint slack) =>
        Descriptors <= before.Descriptors + slack.Descriptors && Mappings <= before.Mappings + slack.Mappings
        && Threads <= before.Threads + slack.Threads && Megabytes <= before.Megabytes + slack.Megabytes;

    // Code comes with use, whatever is used.
    private static bool IsData(string line) =>
        !line.Contains(".dll", StringComparison.Ordinal) && !line.Contains(".so", StringComparison.Ordinal) && !line.Contains("doublemapper", StringComparison.Ordinal);

    public override string ToString() => $"{Descriptors} descriptors, {Mappings} mappings, {Threads} threads, {Megabytes} MiB";
}
