using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using ProcessIsolate.Benchmarks.Measuring;

namespace ProcessIsolate.Benchmarks.Reporting;

/// <summary>The figures as a table for a page: ratios, since times mean little on another machine.</summary>
internal static class Markdown
{
    private const string Begin = "<!-- figures: begin -->\n";
    private const string End = "<!-- figures: end -->\n";

    /// <summary>Writes the table into a file, between its marks where it has them.</summary>
    public static void Write(string file, List<Figure> figures)
    {
        string table = ToTable(figures);
        string text = File.Exists(file) ? File.ReadAllText(file) : "";
        int begin = text.IndexOf(Begin, StringComparison.Ordinal);
        int end = begin < 0 ? -1 : text.IndexOf(End, begin, StringComparison.Ordinal);
        File.WriteAllText(file, end < 0 ? table : string.Concat(text.AsSpan(0, begin + Begin.Length), table, text.AsSpan(end)));
    }

    private static string ToTable(List<Figure> figures)
    {
        StringBuilder table = new("| group | what | whose | median | range | mean | p99 |\n|---|---|---|---|---|---|---|\n");
        foreach (Figure figure in figures)
        {
            string values = figure.Missing is { } reason ? $"missing: {reason} | | | "
                : figure.FloorRatio is { } ratio ? $"{Table.Number(ratio)} | {Spread(figure)} | {Table.Number(OfFloor(figure, ratio, figure.Mean))} | {Table.Number(OfFloor(figure, ratio, figure.Percentile99))}"
                : $"{Table.Number(figure.Median)} {figure.Unit} | {Spread(figure)} | {Table.Number(figure.Mean)} {figure.Unit} | {Table.Number(figure.Percentile99)} {figure.Unit}";
            table.Append("| ").AppendJoin(" | ", figure.Group, figure.Name, Table.RoleName(figure.Role), values).Append(" |\n");
        }

        return table.ToString();
    }

    private static string Spread(Figure figure) =>
        figure.Spread is { } spread ? $"{Table.Number(spread.Lowest)} to {Table.Number(spread.Highest)}" : "";

    // Over the same floor's median as the median.
    private static double? OfFloor(Figure figure, double ratio, double? value) =>
        figure.HigherIsBetter ? ratio * figure.Median / value : ratio * value / figure.Median;
}
