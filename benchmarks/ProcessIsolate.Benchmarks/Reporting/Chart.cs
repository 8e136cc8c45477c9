using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security;
using System.Text;
using ProcessIsolate.Benchmarks.Measuring;

namespace ProcessIsolate.Benchmarks.Reporting;

/// <summary>The ratios to the floors as bars on a logarithmic scale, in an SVG image that is readable on light and dark pages.</summary>
internal static class Chart
{
    private const int Left = 330;
    private const int Width = 900;
    private const int Right = 70;
    private const int RowHeight = 20;
    private const int BarHeight = 13;
    private const int HeadingHeight = 26;
    private const int Top = 64;

    // Colors that keep their distance from white and from black, and from each other for most who see colors differently.
    private const string Style =
        "text{font:12px system-ui,sans-serif;fill:#57606a}.g{font-weight:600}.t{font-size:15px;font-weight:600}"
        + ".floor{fill:#8c959f}.ours{fill:#2f81f7}.peer{fill:#d29922}.grid{stroke:#8c959f;stroke-opacity:.35}.one{stroke:#8c959f}"
        + "@media(prefers-color-scheme:dark){text{fill:#adbac7}}";

    public static string ToSvg(List<Figure> figures)
    {
        List<Figure> shown = [.. figures.Where(figure => figure.FloorRatio > 0)];
        if (shown.Count == 0)
        {
            return "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n";
        }

        int low = (int)Math.Floor(Math.Log10(shown.Min(figure => figure.FloorRatio!.Value)));
        int high = (int)Math.Ceiling(Math.Log10(shown.Max(figure => figure.FloorRatio!.Value)));
        high = Math.Max(high, low + 1);
        int groups = shown.Select(figure => figure.Group).Distinct().Count();
        int height = Top + (groups * HeadingHeight) + (shown.Count * RowHeight) + 12;
        StringBuilder svg = new();
        svg.Append(Text($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-label=\"Ratios to the floor\">\n"));
        svg.Append(Text($"<style>{Style}</style>\n<text class=\"t\" x=\"10\" y=\"22\">Times the floor of the same run (log scale; shorter is better)</text>\n"));
        AppendLegend(svg);
        AppendGrid(svg, low, high, height);
        AppendBars(svg, shown, low, high);
        return svg.Append("</svg>\n").ToString();
    }

    private static void AppendLegend(StringBuilder svg)
    {
        (string Class, string Name)[] entries = [("floor", "floor"), ("ours", "ProcessIsolate"), ("peer", "peer")];
        int x = Width - 300;
        foreach ((string style, string name) in entries)
        {
            svg.Append(Text($"<rect class=\"{style}\" x=\"{x}\" y=\"12\" width=\"12\" height=\"12\" rx=\"2\"/><text x=\"{x + 17}\" y=\"22\">{name}</text>\n"));
            x += style == "ours" ? 130 : 70;
        }
    }

    private static void AppendGrid(StringBuilder svg, int low, int high, int height)
    {
        for (int power = low; power <= high; power++)
        {
            string x = Number(Position(power, low, high));
            string style = power == 0 ? "one" : "grid";
            svg.Append(Text($"<line class=\"{style}\" x1=\"{x}\" x2=\"{x}\" y1=\"{Top - 8}\" y2=\"{height - 8}\"/>"));
            svg.Append(Text($"<text x=\"{x}\" y=\"{Top - 14}\" text-anchor=\"middle\">{Math.Pow(10, power)}</text>\n"));
        }
    }

    private static void AppendBars(StringBuilder svg, List<Figure> figures, int low, int high)
    {
        int y = Top;
        string? group = null;
        foreach (Figure figure in figures)
        {
            if (figure.Group != group)
            {
                group = figure.Group;
                svg.Append(Text($"<text class=\"g\" x=\"10\" y=\"{y + 16}\">{group}</text>\n"));
                y += HeadingHeight;
            }

            double end = Position(Math.Log10(figure.FloorRatio!.Value), low, high);
            svg.Append(Text($"<text x=\"{Left - 8}\" y=\"{y + 11}\" text-anchor=\"end\">{SecurityElement.Escape(figure.Name)}</text>"));
            svg.Append(Text($"<rect class=\"{StyleOf(figure.Role)}\" x=\"{Left}\" y=\"{y}\" width=\"{Number(Math.Max(1, end - Left))}\" height=\"{BarHeight}\" rx=\"2\"/>"));
            svg.Append(Text($"<text x=\"{Number(end + 6)}\" y=\"{y + 11}\">{Table.Number(figure.FloorRatio)}</text>\n"));
            y += RowHeight;
        }
    }

    private static double Position(double power, int low, int high) =>
        Left + ((power - low) / (high - low) * (Width - Left - Right));

    private static string StyleOf(Role role) => role switch
    {
        Role.Floor => "floor",
        Role.Ours => "ours",
        _ => "peer",
    };

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
