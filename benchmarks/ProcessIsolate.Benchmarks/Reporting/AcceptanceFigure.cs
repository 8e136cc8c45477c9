using System;
using System.Collections.Generic;
using ProcessIsolate.Benchmarks.Groups;
using ProcessIsolate.Benchmarks.Measuring;

namespace ProcessIsolate.Benchmarks.Reporting;

/// <summary>The bound that the control lane has to keep: a blocking small call against a blocking socket ping-pong.</summary>
internal static class AcceptanceFigure
{
    private const double Bound = 3;

    public static void Print(List<Figure> figures)
    {
        double? socket = figures.Find(figure => figure.Name == CallGroup.SocketName && figure.Group == CallGroup.GroupName)?.Median;
        double? call = figures.Find(figure => figure.Name == CallGroup.StreamName && figure.Group == CallGroup.GroupName)?.Median;
        if (call / socket is { } ratio)
        {
            Console.WriteLine();
            string verdict = ratio < Bound ? "kept" : "NOT kept";
            Console.WriteLine($"Synchronous call over the control lane / Unix socket ping-pong: {Table.Number(ratio)} (bound {Bound:0}): {verdict}");
        }
    }
}
