using System;
using System.Collections.Generic;
using System.Linq;

namespace ProcessIsolate.Benchmarks.Measuring;

/// <summary>Makes one list of figures of those of several runs. Which cores the processes get decides some figures by a factor of
/// three and stays the same for a whole run, so one run says little.</summary>
internal static class SeveralRuns
{
    public static List<Figure> Combine(List<List<Figure>> runs) =>
        runs.Count == 1 ? runs[0] : [.. runs[0].Select(first => Combine(runs.Select(run => run.Find(figure => IsSame(figure, first)) ?? first)))];

    private static bool IsSame(Figure one, Figure other) => one.Group == other.Group && one.Name == other.Name;

    private static Figure Combine(IEnumerable<Figure> same)
    {
        List<Figure> figures = [.. same];
        double[] shown = [.. Values(figures, figure => figure.Shown)];
        return figures[0] with
        {
            Median = Middle(figures, figure => figure.Median),
            Mean = Middle(figures, figure => figure.Mean),
            Percentile99 = Middle(figures, figure => figure.Percentile99),
            FloorRatio = Middle(figures, figure => figure.FloorRatio),
            Samples = figures.Sum(figure => figure.Samples),
            Spread = shown.Length == 0 ? null : new Figure.Range(shown[0], shown[^1]),
        };
    }

    private static double? Middle(List<Figure> figures, Func<Figure, double?> value)
    {
        double[] sorted = [.. Values(figures, value)];
        return sorted.Length == 0 ? null : sorted[sorted.Length / 2];
    }

    private static IEnumerable<double> Values(List<Figure> figures, Func<Figure, double?> value) =>
        figures.Select(value).OfType<double>().Order();
}
