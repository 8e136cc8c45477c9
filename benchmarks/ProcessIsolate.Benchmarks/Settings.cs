using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;

namespace ProcessIsolate.Benchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed class Settings
{
    private const string Usage = 
        "Usage: [--quick] [--only name[,name...]] [--json file] [--chart file.svg] [--markdown file.md] [--runs n] [--targets] [--compare base.json]";

    /// <summary>Fewer and smaller measurements.</summary>
    public bool Quick { get; private set; }

    /// <summary>Names of the groups to run; empty for all.</summary>
    public HashSet<string> Only { get; } = [];

    public string? JsonFile { get; private set; }

    /// <summary>Gets the bar chart.</summary>
    public string? ChartFile { get; private set; }

    /// <summary>Gets the table of ratios.</summary>
    public string? MarkdownFile { get; private set; }

    /// <summary>How often everything is measured; the figures are the medians.</summary>
    /// <value>Default: 1.</value>
    public int Runs { get; private set; } = 1;

    /// <summary>Say at the end which targets were met, and fail when one was not.</summary>
    public bool Targets { get; private set; }

    public string? CompareFile { get; private set; }

    /// <returns>False, and the reason on stderr, when the arguments make no sense.</returns>
    public static bool TryParse(string[] args, out Settings settings)
    {
        settings = new Settings();
        for (int i = 0; i < args.Length; i++)
        {
            if (args[i] == "--quick")
            {
                settings.Quick = true;
            }
            else if (args[i] == "--targets")
            {
                settings.Targets = true;
            }
            else if (i + 1 == args.Length || !settings.TrySet(args[i], args[++i]))
            {
                Console.Error.WriteLine(Usage);
                return false;
            }
        }

        if (settings.CompareFile is { } file && !File.Exists(file))
        {
            Console.Error.WriteLine($"There is no file '{file}'.");
            return false;
        }

        return true;
    }

    private bool TrySet(string name, string value)
    {
        switch (name)
        {
            case "--only":
                Only.UnionWith(value.Split(',', StringSplitOptions.TrimEntries));
                return true;
            case "--runs":
                Runs = int.TryParse(value, CultureInfo.InvariantCulture, out int runs) ? runs : 0;
                return Runs is >= 1 and <= 100;
            case "--json":
                JsonFile = value;
                return true;
            case "--chart":
                ChartFile = value;
                return true;
            case "--markdown":
                MarkdownFile = value;
                return true;
            case "--compare":
                CompareFile = value;
                return true;
            default:
                return false;
        }
    }
}
