using System.Collections.Generic;

namespace ProcessIsolate.Values.Tests.Types;

/// <summary>All that matters is private.</summary>
public sealed class PrivateState
{
    private readonly Dictionary<string, Entry> entries = [];
    private Entry? last;
    private int grown;

    public PrivateState Grow(int count)
    {
        for (int i = 0; i < count; i++)
        {
            last = new Entry($"e{i}", last);
            entries[last.Name] = last;
            grown++;
        }

        return this;
    }

    public override string ToString() => $"{entries.Count} {last?.Name} {grown}";

    private sealed record Entry(string Name, Entry? Before);
}

/// <summary>Keeps an instance of a type without a name.</summary>
public sealed class AnonymousHolder(object content)
{
    public object Content { get; } = content;
}
