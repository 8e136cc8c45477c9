using System;
using System.Collections.Generic;
using System.IO;

namespace Channels;

/// <summary>A piece of a file's text; short enough for any queue.</summary>
/// <param name="Text">Whole words.</param>
/// <param name="EndsFile">Whether it is the file's last piece.</param>
internal sealed record Piece(string Text, bool EndsFile);

/// <summary>Takes texts apart and counts.</summary>
internal static class Words
{
    private const int PieceLength = 16 * 1024;

    /// <summary>The file's pieces, cut between words.</summary>
    public static IEnumerable<Piece> Read(string path)
    {
        char[] buffer = new char[PieceLength];
        int filled = 0;
        using TextReader? reader = TryOpen(path);
        while (reader is not null)
        {
            filled += reader.ReadBlock(buffer, filled, buffer.Length - filled);
            if (filled < buffer.Length)
            {
                break;
            }

            // A word longer than a piece is cut in two; it would not be missed.
            int end = buffer.AsSpan().LastIndexOfAny(' ', '\n');
            int cut = end > 0 ? end : buffer.Length;
            yield return new Piece(new string(buffer, 0, cut), EndsFile: false);
            buffer.AsSpan(cut).CopyTo(buffer);
            filled = buffer.Length - cut;
        }

        yield return new Piece(new string(buffer, 0, filled), EndsFile: true);
    }

    public static void Count(string text, Dictionary<string, int> counts)
    {
        int begin = -1;
        for (int i = 0; i <= text.Length; i++)
        {
            bool isWord = i < text.Length && char.IsLetterOrDigit(text[i]);
            if (isWord && begin < 0)
            {
                begin = i;
            }
            else if (!isWord && begin >= 0)
            {
                Add(counts, text[begin..i].ToLowerInvariant(), 1);
                begin = -1;
            }
        }
    }

    public static void Add(Dictionary<string, int> counts, string word, int times) => counts[word] = counts.GetValueOrDefault(word) + times;

    private static StreamReader? TryOpen(string path)
    {
        try
        {
            // What has no length is empty, or a pipe whose opening would block.
            return new FileInfo(path).Length == 0 ? null : new StreamReader(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
