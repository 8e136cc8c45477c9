using System;
using System.Collections.Generic;
using System.Globalization;
using ProcessIsolate.Benchmarks.Measuring;

namespace ProcessIsolate.Benchmarks.Reporting;

/// <summary>Prints a group's figures.</summary>
internal static class Table
{
    private const int NameWidth = 46;
    private const int NumberWidth = 13;

    public static void Print(FigureGroup group, List<Figure> figures)
    {
        Console.WriteLine();
        Console.WriteLine($"{group.Name}: {group.Title} ({group.Unit}, {(group.HigherIsBetter ? "more" : "less")} is better)");
        Console.WriteLine($"  {"",-5} {"",-NameWidth} {"median",NumberWidth} {"mean",NumberWidth} {"p99",NumberWidth} {"x floor",NumberWidth}");
        foreach (Figure figure in figures)
        {
            string values = figure.Missing is { } reason
                ? "  missing: " + reason
                : $" {Number(figure.Median),NumberWidth} {Number(figure.Mean),NumberWidth} {Number(figure.Percentile99),NumberWidth} {Number(figure.FloorRatio),NumberWidth}";
            Console.WriteLine($"  {RoleName(figure.Role),-5} {figure.Name,-NameWidth}{values}");
        }
    }

    public static string Number(double? value) => value switch
    {
        null => "-",
        >= 1000 => value.Value.ToString("#,##0", CultureInfo.InvariantCulture),
        >= 100 => value.Value.ToString("0", CultureInfo.InvariantCulture),
        >= 10 => value.Value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0.00", CultureInfo.InvariantCulture),
    };

    public static string RoleName(Role role) => role switch
    {
        Role.Floor => "floor",
        Role.Ours => "ours",
        _ => "peer",
    };
}
