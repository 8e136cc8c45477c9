using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Text;

namespace ProcessIsolate.Rpc;

/// <summary>The baggage of an activity as one text, in the form of W3C's header of that name: keys and values escaped as in a URI.</summary>
/// <remarks>A value that is null, which that form does not know, is a key without "=".</remarks>
internal static class BaggageText
{
    /// <summary>The text; null without baggage.</summary>
    public static string? Of(Activity activity)
    {
        StringBuilder? text = null;
        foreach (KeyValuePair<string, string?> item in activity.Baggage)
        {
            text = text is null ? new StringBuilder() : text.Append(',');
            text.Append(Uri.EscapeDataString(item.Key));
            if (item.Value is { } value)
            {
                text.Append('=').Append(Uri.EscapeDataString(value));
            }
        }

        return text?.ToString();
    }

    /// <summary>Adds what a text says, so that it is found in the order in which it was found before.</summary>
    public static void AddTo(Activity activity, string text)
    {
        string[] items = text.Split(',');
        // An activity finds first what was added last.
        for (int i = items.Length - 1; i >= 0; i--)
        {
            int end = items[i].IndexOf('=', StringComparison.Ordinal);
            activity.AddBaggage(
                Uri.UnescapeDataString(end < 0 ? items[i] : items[i][..end]), end < 0 ? null : Uri.UnescapeDataString(items[i][(end + 1)..]));
        }
    }
}
