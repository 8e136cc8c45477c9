using System;
using System.Collections.Generic;
using System.Reflection;
using System.Text;

namespace ProcessIsolate.Values.Tests.Describing;

/// <summary>Says in text all that can tell a value from a copy of it: types, bits, private fields, comparers, and which references are
/// equal.</summary>
/// <remarks>Each object is a line and has a number, given when a reference to it is met first. Structs stand inside the line of what
/// holds them. Objects wait in a queue, so a long chain needs no deep stack. Texts have no number: two equal texts are one value.</remarks>
internal sealed class Describer
{
    private const BindingFlags OwnFields =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

#pragma warning disable SYSLIB0050 // The attribute is honoured, whatever becomes of formatters.
    private const FieldAttributes NotSerialized = FieldAttributes.NotSerialized;
#pragma warning restore SYSLIB0050

    private readonly Dictionary<object, int> numbers = new(ReferenceEqualityComparer.Instance);
    private readonly Queue<object> waiting = new();
    private readonly StringBuilder text = new();

    /// <summary>The description of a value and of all that can be reached from it.</summary>
    public static string Describe(object? value)
    {
        Describer describer = new();
        describer.Reference(value);
        while (describer.waiting.TryDequeue(out object? next))
        {
            describer.Line(next);
        }

        return describer.text.Append('\n').ToString();
    }

    /// <summary>What a place of a declared type holds.</summary>
    public Describer Slot(Type declared, object? value)
    {
        if (value is not null && declared.IsValueType)
        {
            Inline(value);
        }
        else
        {
            Reference(value);
        }

        return this;
    }

    /// <summary>Items in their order.</summary>
    public Describer Items<T>(IEnumerable<T> items)
    {
        text.Append('[');
        foreach (T item in items)
        {
            Slot(typeof(T), item).Text(",");
        }

        return Text("]");
    }

    /// <summary>Items of a collection whose order means nothing: in the order of their descriptions.</summary>
    public Describer Unordered<T>(IEnumerable<T> items)
    {
        SortedList<string, T> sorted = new(StringComparer.Ordinal);
        int equal = 0;
        foreach (T item in items)
        {
            string key = Describe(item);
            sorted.Add(sorted.ContainsKey(key) ? key + equal++ : key, item);
        }

        return Items(sorted.Values);
    }

    public Describer Text(string part)
    {
        text.Append(part);
        return this;
    }

    /// <summary>Text of a value, with its ends and unusual characters visible.</summary>
    public Describer Quoted(string? value)
    {
        if (value is null)
        {
            return Text("null");
        }

        text.Append('"');
        foreach (char unit in value)
        {
            if (unit is >= ' ' and < '\u007F' and not '"' and not '\\')
            {
                text.Append(unit);
            }
            else
            {
                text.Append('\\').Append(((int)unit).ToString("x4", null));
            }
        }

        return Text("\"");
    }

    /// <summary>A part with a name.</summary>
    public Describer Named(string name, object? value)
    {
        text.Append(name).Append('=');
        Reference(value);
        return Text(" ");
    }

    /// <summary>What a place holds that can refer to an object.</summary>
    public Describer Reference(object? value)
    {
        if (value is null or string)
        {
            return Quoted((string?)value);
        }

        if (Statics.NameOf(value) is { } name)
        {
            return Text(name);
        }

        if (!numbers.TryGetValue(value, out int number))
        {
            number = numbers.Count;
            numbers.Add(value, number);
            waiting.Enqueue(value);
        }

        text.Append('#').Append(number);
        return this;
    }

    private void Line(object value)
    {
        text.Append("\n#").Append(numbers[value]).Append(' ');
        if (value is Array array)
        {
            Arrays.Describe(this, array);
            return;
        }

        Inline(value);
    }

    private void Inline(object value)
    {
        Type type = value.GetType();
        text.Append(TypeName.Of(type));
        if (!Leaves.TryDescribe(text, value))
        {
            text.Append('{');
            Levels(type, value);
            text.Append('}');
        }
    }

    // The base class first. A class whose parts the base library keeps for itself is described through its public members.
    private void Levels(Type? type, object value)
    {
        if (type is null || type == typeof(object) || type == typeof(ValueType))
        {
            return;
        }

        if (Views.TryDescribe(this, type, value))
        {
            return;
        }

        Levels(type.BaseType, value);
        foreach (FieldInfo field in type.GetFields(OwnFields))
        {
            if (!field.Attributes.HasFlag(NotSerialized))
            {
                text.Append(field.Name).Append('=');
                Slot(field.FieldType, field.FieldType.IsPointer ? null : field.GetValue(value)).Text(" ");
            }
        }
    }
}
