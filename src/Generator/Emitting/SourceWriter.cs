using System.Text;

namespace ProcessIsolate.Generator.Emitting;

/// <summary>Text with indentation and one newline, the same on every machine.</summary>
internal sealed class SourceWriter
{
    private const char Newline = '\n';
    private const int IndentSize = 4;

    private readonly StringBuilder text = new();
    private int depth;

    /// <summary>Appends lines at the current indentation; empty lines get none.</summary>
    public SourceWriter Lines(string lines)
    {
        foreach (var line in lines.Split(Newline))
        {
            var trimmed = line.TrimEnd('\r');
            if (trimmed.Length > 0)
            {
                text.Append(' ', depth * IndentSize).Append(trimmed);
            }

            text.Append(Newline);
        }

        return this;
    }

    /// <summary>Appends an empty line.</summary>
    public SourceWriter Blank() => Lines("");

    /// <summary>Opens a block.</summary>
    public SourceWriter Open(string header)
    {
        Lines(header).Lines("{");
        depth++;
        return this;
    }

    /// <summary>Closes the innermost block.</summary>
    public SourceWriter Close(string suffix = "")
    {
        depth--;
        return Lines("}" + suffix);
    }

    /// <inheritdoc/>
    public override string ToString() => text.ToString();
}
