using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ProcessIsolate.Workers;

/// <summary>The stacks of a process as text, made of what createdump wrote about it. A hostile process decides what stands there.</summary>
internal sealed class StackReport
{
    private const int MaxThreads = 500;
    private const int MaxFrames = 200;
    private const int MaxName = 500;

    private StackReport(string text, bool hasMainThread)
    {
        Text = text;
        HasMainThread = hasMainThread;
    }

    public string Text { get; }

    /// <summary>Whether the methods of the main thread, which runs the calls, are in it.</summary>
    public bool HasMainThread { get; }

    /// <returns>Null when it says nothing.</returns>
    public static StackReport? TryRead(byte[] report, int processId)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(report);
            return Read(document.RootElement, processId);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    private static StackReport? Read(JsonElement root, int processId)
    {
        List<string> threads = [];
        bool hasMain = false;
        foreach (JsonElement thread in root.GetProperty("payload").GetProperty("threads").EnumerateArray())
        {
            if (threads.Count == MaxThreads)
            {
                break;
            }

            long id = NumberOf(thread.GetProperty("native_thread_id").GetString());
            bool isMain = id == processId;
            StringBuilder text = new();
            text.Append(CultureInfo.InvariantCulture, $"Thread {id}{(isMain ? ", which runs the calls" : "")}");
            if (AppendFrames(text, thread.GetProperty("stack_frames")))
            {
                hasMain |= isMain;
                threads.Insert(isMain ? 0 : threads.Count, text.ToString());
            }
        }

        return threads.Count == 0 ? null : new StackReport(string.Join(Environment.NewLine, threads), hasMain);
    }

    // Of the frames that are none of managed code the outermost say nothing, and of the others their library is enough.
    private static bool AppendFrames(StringBuilder text, JsonElement frames)
    {
        bool isManaged = false;
        string? native = null;
        int count = 0;
        foreach (JsonElement frame in frames.EnumerateArray())
        {
            if (count++ == MaxFrames)
            {
                text.AppendLine().Append("   ...");
                break;
            }

            if (frame.TryGetProperty("method_name", out JsonElement method))
            {
                if (native is not null)
                {
                    text.AppendLine().Append("   [").Append(native).Append(']');
                }

                native = null;
                isManaged = true;
                text.AppendLine().Append("   at ").Append(Clean(method.GetString()));
            }
            else
            {
                native ??= NameOf(frame);
            }
        }

        return isManaged;
    }

    private static string NameOf(JsonElement frame)
    {
        string module = frame.TryGetProperty("native_module", out JsonElement library) ? Clean(library.GetString()) : "native code";
        return frame.TryGetProperty("unmanaged_name", out JsonElement name) ? $"{module}: {Clean(name.GetString())}" : module;
    }

    private static string Clean(string? text)
    {
        StringBuilder clean = new();
        foreach (char character in text.AsSpan(0, Math.Min(text?.Length ?? 0, MaxName)))
        {
            clean.Append(char.IsControl(character) ? '?' : character);
        }

        return clean.ToString();
    }

    private static long NumberOf(string? text) =>
        text is ['0', 'x', .. string digits] && long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long number) ? number : -1;
}
