using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using ProcessIsolate.Benchmarks.Measuring;

namespace ProcessIsolate.Benchmarks.Reporting;

/// <summary>The figures as a file, for a later <c>--compare</c>.</summary>
/// <param name="Framework">The runtime.</param>
/// <param name="System">The operating system.</param>
/// <param name="Cores">How many processors it has.</param>
/// <param name="Quick">Whether fewer and smaller things were measured.</param>
/// <param name="Figures">What was measured.</param>
internal sealed record Report(string Framework, string System, int Cores, bool Quick, List<Figure> Figures)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static string ToJson(List<Figure> figures, bool quick) => JsonSerializer.Serialize(
        new Report(RuntimeInformation.FrameworkDescription, RuntimeInformation.OSDescription, Environment.ProcessorCount, quick, figures),
        Options) + "\n";

    /// <exception cref="JsonException">The text is no report.</exception>
    public static Report FromJson(string text) =>
        JsonSerializer.Deserialize<Report>(text, Options) ?? throw new JsonException("The report is empty.");
}
