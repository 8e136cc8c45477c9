using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using ProcessIsolate;

namespace Jobs;

/// <summary>What a file holds.</summary>
internal sealed record FileReport(int Lines, int Words, string MostFrequent);

/// <summary>Reads text files. Stands for a parser that is not to be trusted: some files make it hang, crash or take all memory.</summary>
internal static class Parser
{
    private static readonly char[] Separators = [' ', '\t', ',', '.', ';', ':', '!', '?', '"', '(', ')'];

    [RunInProcess]
    public static FileReport Read(string path)
    {
        Dictionary<string, int> counts = new(StringComparer.OrdinalIgnoreCase);
        int lines = 0;
        int words = 0;
        foreach (string line in File.ReadLines(path))
        {
            Misbehave(line);
            lines++;
            foreach (string word in line.Split(Separators, StringSplitOptions.RemoveEmptyEntries))
            {
                words++;
                counts[word] = counts.GetValueOrDefault(word) + 1;
            }
        }

        return words == 0
            ? throw new InvalidDataException("There is no word in it.")
            : new FileReport(lines, words, counts.MaxBy(static pair => pair.Value).Key);
    }

    private static void Misbehave(string line)
    {
        switch (line)
        {
            case Folder.Hangs:
                while (true)
                {
                }

            case Folder.Crashes:
                WriteNowhere();
                break;
            case Folder.Eats:
                Eat();
                break;
        }
    }

    // A wild pointer, as in a native library: no exception, no finally block.
    private static unsafe void WriteNowhere() => NativeMemory.Fill((void*)0xDEAD0000, 1, 0);

    // Outside the garbage collector's heap, where no OutOfMemoryException comes to help.
    private static unsafe void Eat()
    {
        const int Megabyte = 1 << 20;
        while (true)
        {
            NativeMemory.Fill(NativeMemory.Alloc(Megabyte), Megabyte, 1);
        }
    }
}
