using System;
using System.Collections.Generic;
using System.Linq;

namespace ProcessIsolate.Values.Tests.Types;

public sealed class Node
{
    public int Value { get; set; }

    public Node? Next { get; set; }

    public Node? Back { get; set; }

    public static Node Cycle()
    {
        Node first = new() { Value = 1 };
        Node second = new() { Value = 2, Next = first, Back = first };
        first.Next = second;
        first.Back = first;
        return first;
    }

    public static Node Chain(int length)
    {
        Node? head = null;
        for (int i = 0; i < length; i++)
        {
            head = new Node { Value = i, Next = head };
        }

        return head!;
    }
}

public sealed class SharedParts
{
    public List<int>? A { get; set; }

    public List<int>? B { get; set; }

    public object? C { get; set; }

    public static SharedParts Make()
    {
        List<int> list = [1];
        return new SharedParts { A = list, B = list, C = list };
    }
}

/// <summary>Children know their parent, and a list of itself knows all.</summary>
public sealed class Family
{
    public string Name { get; set; } = "";

    public Family? Parent { get; set; }

    public List<Family> Children { get; } = [];

    public Dictionary<string, Family> ByName { get; } = [];

    public static Family Make()
    {
        Family root = new() { Name = "root" };
        foreach (string name in new[] { "a", "b", "c" })
        {
            Family child = new() { Name = name, Parent = root };
            root.Children.Add(child);
            root.ByName.Add(name, child);
        }

        root.ByName.Add("root", root);
        return root;
    }
}

/// <summary>A key whose hash code is its own business.</summary>
public sealed class Key(string text) : IEquatable<Key>
{
    public string Text => text;

    public bool Equals(Key? other) => other is not null && other.Text == text;

    public override bool Equals(object? obj) => Equals(obj as Key);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(text);
}

/// <summary>Without an Equals of its own: a key found by reference.</summary>
public sealed class ReferenceKey
{
    public int Number { get; init; }
}

public sealed class Registry
{
    public Dictionary<ReferenceKey, string> Names { get; } = [];

    public ReferenceKey? Favourite { get; set; }

    public HashSet<Key> Keys { get; } = [];

    public static Registry Make()
    {
        Registry registry = new() { Favourite = new ReferenceKey { Number = 2 } };
        registry.Names.Add(new ReferenceKey { Number = 1 }, "one");
        registry.Names.Add(registry.Favourite, "two");
        registry.Keys.Add(new Key("x"));
        registry.Keys.Add(new Key("y"));
        return registry;
    }
}

/// <summary>Is a key in a dictionary that it holds itself.</summary>
public sealed class SelfKeyed
{
    public Dictionary<SelfKeyed, int> Places { get; } = [];

    public static SelfKeyed Make()
    {
        SelfKeyed made = new();
        made.Places.Add(made, 1);
        made.Places.Add(new SelfKeyed(), 2);
        return made;
    }
}

/// <summary>A list of items, and more.</summary>
public sealed class NamedList : List<int>
{
    public string? Name { get; set; }
}

/// <summary>A dictionary with a default of its own.</summary>
public sealed class Defaulting(int missing) : Dictionary<string, int>(StringComparer.OrdinalIgnoreCase)
{
    public int Missing => missing;
}

/// <summary>Compares by length, and has state.</summary>
public sealed class ByLength(bool descending) : IComparer<string>, IEqualityComparer<string>
{
    public int Compare(string? x, string? y) => (descending ? -1 : 1) * (x?.Length ?? -1).CompareTo(y?.Length ?? -1);

    public bool Equals(string? x, string? y) => x?.Length == y?.Length;

    public int GetHashCode(string obj) => obj.Length;
}

public sealed class Several : IEquatable<Several>
{
    private readonly HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);

    public Several(params IEnumerable<string> items) => names.UnionWith(items);

    public bool Has(string name) => names.Contains(name);

    public bool Equals(Several? other) => other is not null && names.SetEquals(other.names);

    public override bool Equals(object? obj) => Equals(obj as Several);

    public override int GetHashCode() => names.Sum(static name => name.Length);
}
