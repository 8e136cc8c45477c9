using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ProcessIsolate.Package.Tests;

/// <summary>What a build reports of our rules, and what the sources promise in comments that end lines: <c>// PISO101, PISO102</c>.</summary>
internal static partial class RuleReports
{
    /// <summary>Reports that a file promises, as <c>File.cs(line): id</c>.</summary>
    public static IEnumerable<string> Promised(string path) => File.ReadLines(path)
        .Select((line, index) => (Match: Mark().Match(line), Line: index + 1))
        .Where(each => each.Match.Success)
        .SelectMany(each => each.Match.Groups[1].Value.Split(", ").Select(id => $"{Path.GetFileName(path)}({each.Line}): {id}"));

    /// <summary>Removes the promises from a file and leaves its lines where they are.</summary>
    public static void Strip(string path) =>
        File.WriteAllLines(path, File.ReadAllLines(path).Select(line => Mark().Replace(line, "")));

    /// <summary>The reports of the last build in the same form, in order.</summary>
    public static string[] Of(Consumer consumer) => [.. Results(consumer).Select(Place).Order(StringComparer.Ordinal)];

    /// <summary>What the last build says of one rule.</summary>
    public static string[] Messages(Consumer consumer, string id) =>
    [
        .. Results(consumer).Where(result => result.GetProperty("ruleId").GetString() == id)
            .Select(result => result.GetProperty("message").GetProperty("text").GetString()!),
    ];

    private static List<JsonElement> Results(Consumer consumer)
    {
        using JsonDocument log = JsonDocument.Parse(File.ReadAllText(Path.Combine(consumer.Folder, "reports.sarif")));
        return
        [
            .. log.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray()
                .Where(result => !result.TryGetProperty("suppressions", out _))
                .Where(result => result.GetProperty("ruleId").GetString()!.StartsWith("PISO", StringComparison.Ordinal))
                .Select(result => result.Clone()),
        ];
    }

    private static string Place(JsonElement result)
    {
        JsonElement place = result.GetProperty("locations")[0].GetProperty("physicalLocation");
        string file = Path.GetFileName(place.GetProperty("artifactLocation").GetProperty("uri").GetString()!);
        return $"{file}({place.GetProperty("region").GetProperty("startLine").GetInt32()}): {result.GetProperty("ruleId").GetString()}";
    }

    [GeneratedRegex(" // (PISO[0-9]{3}(?:, PISO[0-9]{3})*)$")]
    private static partial Regex Mark();
}
