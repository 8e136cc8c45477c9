using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using ProcessIsolate.Benchmarks.Measuring;

namespace ProcessIsolate.Benchmarks.Reporting;

/// <summary>The figures as a file, for a later <c>--compare</c>.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static string ToJson(List<Figure> figures, bool quick) => JsonSerializer.Serialize(
        new Content(RuntimeInformation.FrameworkDescription, RuntimeInformation.OSDescription, Environment.ProcessorCount, quick, figures),
        Options) + "\n";

    /// <exception cref="JsonException">The text is no report.</exception>
    public static List<Figure> FromJson(string text) =>
        JsonSerializer.Deserialize<Content>(text, Options)?.Figures ?? throw new JsonException("The report is empty.");

    private sealed record Content(string Framework, string System, int Cores, bool Quick, List<Figure> Figures);
}
