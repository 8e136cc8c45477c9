using System;
using System.Collections.Generic;
using System.Linq;
using ProcessIsolate.Benchmarks.Measuring;

namespace ProcessIsolate.Benchmarks.Reporting;

/// <summary>Says which of our figures became slower since an earlier run.</summary>
/// <remarks>Runs differ in what else the machine did, so the ratio to the floor of the same run is compared, where there is one. But some
/// floors differ by several times from run to run: a blocking exchange between processes depends on whether they share a
/// core. So something became slower when both the ratio and the figure itself say so.</remarks>
internal static class Comparison
{
    // Ratios of two runs on a busy machine differ by a quarter without any cause in the code.
    private const double Tolerance = 1.25;

    // Of whatever unit: a tenth of a byte, or of a percent.
    private const double Negligible = 0.1;

    /// <returns>Whether nothing became slower.</returns>
    public static bool Print(Report before, List<Figure> now, bool quick)
    {
        Console.WriteLine();
        if (before.Quick != quick)
        {
            Console.WriteLine("One of the runs was quick, the other was not: they measured different things.");
            return false;
        }

        Console.WriteLine("Compared with the earlier run, as figures and relative to the floor of each run, whichever differs less:");
        bool fine = true;
        foreach (Figure figure in now.Where(figure => figure is { Role: Role.Ours, Median: not null }))
        {
            Figure? earlier = before.Figures.Find(other => other.Group == figure.Group && other.Name == figure.Name);
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
    private static double? Change(Figure before, Figure now)
    {
        if (before.Median < Negligible && now.Median < Negligible)
        {
            return 1;
        }

        double? alone = before.Median > 0 && now.Median > 0
            ? (now.HigherIsBetter ? before.Median / now.Median : now.Median / before.Median) : null;
        return before.FloorRatio is { } ratioBefore && now.FloorRatio is { } ratioNow && alone is { } own
            ? WhatBothSay(own, ratioNow / ratioBefore) : alone;
    }

    private static double WhatBothSay(double first, double second) =>
        first > 1 && second > 1 ? Math.Min(first, second)
        : first < 1 && second < 1 ? Math.Max(first, second)
        : 1;
}
