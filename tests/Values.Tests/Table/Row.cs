using System;
using System.Collections.Generic;
using System.Linq;
using ProcessIsolate.Values.Tests.Describing;

namespace ProcessIsolate.Values.Tests.Table;

/// <summary>A line of the table: a type and some of its values.</summary>
internal abstract class Row(Type type, string? refusal)
{
    private readonly Dictionary<string, string> inherent = [];

    public Type Type { get; } = type;

    public string Name => TypeName.Of(Type);

    /// <summary>Why values of the type are refused; null when they cross.</summary>
    public string? Refusal { get; } = refusal;

    public abstract int Count { get; }

    /// <summary>Positions in which a copy differs by nature, each with the reason.</summary>
    public IReadOnlyDictionary<string, string> Inherent => inherent;

    public Row Differs(string position, string reason)
    {
        inherent.Add(position, reason);
        return this;
    }

    public abstract void Accept(IRowVisitor visitor);

    public override string ToString() => Refusal is null ? Name : Name + " (refused)";

    /// <summary>Values that may be shared by all cases, being unchangeable or used once.</summary>
    public static Row Of<T>(params T[] values) => Make([.. values.Select(static value => (Func<T>)(() => value))]);

    /// <summary>Values made anew for each case.</summary>
    public static Row Make<T>(params Func<T>[] values) => new Row<T>(values, null);

    /// <summary>Values that the sender refuses, by name and path.</summary>
    public static Row Refused<T>(string reason, params Func<T>[] values) => new Row<T>(values, reason);
}

/// <summary>A line of the table, with its type.</summary>
internal sealed class Row<T>(Func<T>[] values, string? refusal) : Row(typeof(T), refusal)
{
    public override int Count => values.Length;

    public T Value(int index) => values[index]();

    public override void Accept(IRowVisitor visitor) => visitor.Visit(this);
}

/// <summary>Something done with lines of the table, whatever their types.</summary>
internal interface IRowVisitor
{
    void Visit<T>(Row<T> row);
}
