using System;
using System.IO;
using System.Text;

namespace Channels;

/// <summary>Text files to count: those of a folder, or some that are made for this run and removed after it.</summary>
internal sealed class TextFolder : IDisposable
{
    private const int MadeFiles = 48;
    private const int WordsPerFile = 20_000;

    private static readonly EnumerationOptions AllFiles = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = true,
        // A link may lead in a circle.
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    private readonly DirectoryInfo? made;

    private TextFolder(string path, DirectoryInfo? made)
    {
        this.made = made;
        Files = Directory.GetFiles(Path.GetFullPath(path), "*", AllFiles);
    }

    public string[] Files { get; }

    public static TextFolder Of(string path) => new(path, null);

    public static TextFolder Make()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("channels-sample-");
        Random random = new(1);
        for (int file = 0; file < MadeFiles; file++)
        {
            StringBuilder text = new();
            for (int word = 0; word < WordsPerFile; word++)
            {
                // The product makes some words frequent and many rare, as in real texts.
                text.Append("word").Append(random.Next(60) * random.Next(60)).Append(word % 12 == 11 ? '\n' : ' ');
            }

            File.WriteAllText(Path.Combine(folder.FullName, $"{file:00}.txt"), text.ToString());
        }

        return new TextFolder(folder.FullName, folder);
    }

    public void Dispose() => made?.Delete(recursive: true);
}
