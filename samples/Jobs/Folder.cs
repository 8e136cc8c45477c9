using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Jobs;

/// <summary>The files: those of a folder, or some that the sample makes, three of them bad.</summary>
internal sealed class Folder : IDisposable
{
    public const string Hangs = "#!hang";
    public const string Crashes = "#!crash";
    public const string Eats = "#!eat";

    private const int FilesMade = 60;
    private const int LinesPerFile = 5_000;

    private static readonly string[] Words =
        ["process", "worker", "pool", "call", "crash", "memory", "signal", "queue", "token", "limit", "the", "a", "of", "and"];

    private readonly string? made;

    private Folder(string? made, string[] files) => (this.made, Files) = (made, files);

    public string[] Files { get; }

    /// <param name="path">A folder; null for one that is made and removed.</param>
    public static Folder Open(string? path)
    {
        if (path is not null)
        {
            return new Folder(null, Directory.GetFiles(path, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true }));
        }

        string folder = Directory.CreateTempSubdirectory("jobs-").FullName;
        for (int i = 0; i < FilesMade; i++)
        {
            File.WriteAllLines(Path.Combine(folder, $"text-{i:00}.txt"), Lines(new Random(i)));
        }

        File.WriteAllLines(Path.Combine(folder, "text-07-hangs.txt"), ["It begins well.", Hangs]);
        File.WriteAllLines(Path.Combine(folder, "text-20-crashes.txt"), ["It begins well.", Crashes]);
        File.WriteAllLines(Path.Combine(folder, "text-33-eats.txt"), ["It begins well.", Eats]);
        File.WriteAllText(Path.Combine(folder, "text-48-empty.txt"), "");
        string[] files = Directory.GetFiles(folder);
        Array.Sort(files, StringComparer.Ordinal);
        return new Folder(folder, files);
    }

    public void Dispose()
    {
        if (made is not null)
        {
            Directory.Delete(made, recursive: true);
        }
    }

    private static IEnumerable<string> Lines(Random random) =>
        Enumerable.Range(0, LinesPerFile).Select(_ => string.Join(' ', random.GetItems(Words, 12)));
}
