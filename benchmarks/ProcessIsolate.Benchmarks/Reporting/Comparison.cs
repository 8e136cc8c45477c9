using System;
using System.Collections.Generic;
using System.Linq;
using ProcessIsolate.Benchmarks.Measuring;

namespace ProcessIsolate.Benchmarks.Reporting;

/// <summary>Says which of our figures became slower since an earlier run.</summary>
/// <remarks>Runs differ in what else the machine did, so what is compared is the ratio to the floor of the same run, where
/// there is one.</remarks>
internal static class Comparison
{
    // Ratios of two runs on a busy machine differ by a quarter without any cause in the code.
    private const double Tolerance = 1.25;

    /// <returns>Whether nothing became slower.</returns>
    public static bool Print(List<Figure> before, List<Figure> now)
    {
        Console.WriteLine();
        Console.WriteLine("Compared with the earlier run, relative to the floor of each run:");
        bool fine = true;
        foreach (Figure figure in now.Where(figure => figure is { Role: Role.Ours, Median: not null }))
        {
            Figure? earlier = before.Find(other => other.Group == figure.Group && other.Name == figure.Name);
            if (earlier?.Median is null || Change(earlier, figure) is not { } change)
            {
                Console.WriteLine($"  new      {figure.Group}: {figure.Name}");
                continue;
            }

            fine &= change <= Tolerance;
            string verdict = change > Tolerance ? "SLOWER" : change < 1 / Tolerance ? "faster" : "same";
            Console.WriteLine($"  {verdict,-8} {figure.Group}: {figure.Name}, x{Table.Number(change)}");
        }

        return fine;
    }

    // Above 1: worse now.
    private static double? Change(Figure before, Figure now) =>
        before.FloorRatio is { } ratioBefore && now.FloorRatio is { } ratioNow ? ratioNow / ratioBefore
        : before.Median == now.Median ? 1
        : before.Median > 0 && now.Median > 0 ? (now.HigherIsBetter ? before.Median / now.Median : now.Median / before.Median)
        : null;
}
