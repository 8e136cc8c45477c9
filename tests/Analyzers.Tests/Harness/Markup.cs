using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace ProcessIsolate.Analyzers.Tests.Harness;

/// <summary>A file of a test.</summary>
internal sealed record SourceFile(string Path, string Text);

/// <summary>A report that a test expects.</summary>
internal sealed record ExpectedReport(string Path, string Id, TextSpan Span);

/// <summary>Sources with expected reports inline: <c>{|PISO103:code|}</c>, one inside another where they overlap.</summary>
/// <remarks>A line <c>=== Name.cs</c> begins another file; the first is <c>File0.cs</c> without one. The end of a file's
/// last line is not part of it.</remarks>
internal sealed record Markup(ImmutableArray<SourceFile> Files, ImmutableArray<ExpectedReport> Expected)
{
    /// <summary>Reads files and marks.</summary>
    public static Markup Parse(string text)
    {
        var files = ImmutableArray.CreateBuilder<SourceFile>();
        var expected = new List<ExpectedReport>();
        foreach (var (path, content) in Split(text.ReplaceLineEndings("\n")))
        {
            files.Add(ReadMarks(path, content, expected));
        }

        return new Markup(files.ToImmutable(), [.. expected]);
    }

    private static IEnumerable<(string Path, string Text)> Split(string text)
    {
        var path = "File0.cs";
        var content = new StringBuilder();
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith("=== ", StringComparison.Ordinal))
            {
                if (content.Length > 0)
                {
                    yield return (path, content.ToString()[..^1]);
                }

                path = line[4..].Trim();
                content.Clear();
            }
            else
            {
                content.Append(line).Append('\n');
            }
        }

        yield return (path, content.ToString()[..^1]);
    }

    private static SourceFile ReadMarks(string path, string markup, List<ExpectedReport> expected)
    {
        var text = new StringBuilder();
        var open = new Stack<(string Id, int Start)>();
        for (var index = 0; index < markup.Length; index++)
        {
            var pair = markup.AsSpan(index, Math.Min(2, markup.Length - index));
            if (pair is "{|")
            {
                var colon = markup.IndexOf(':', index);
                open.Push((markup[(index + 2)..colon], text.Length));
                index = colon;
            }
            else if (pair is "|}")
            {
                var (id, start) = open.Pop();
                expected.Add(new ExpectedReport(path, id, TextSpan.FromBounds(start, text.Length)));
                index++;
            }
            else
            {
                text.Append(markup[index]);
            }
        }

        return open.Count == 0
            ? new SourceFile(path, text.ToString())
            : throw new ArgumentException($"The mark {{|{open.Peek().Id}: is not closed.");
    }
}
