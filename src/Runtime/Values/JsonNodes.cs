using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;

namespace ProcessIsolate.Values;

/// <summary>Trees of JSON nodes. What was parsed travels as its text; values that a program made of its own numbers, dates and texts keep their
/// type, which decides what they can be read as.</summary>
internal static class JsonNodes
{
    private const int MaxDepth = 500;
    private const int NodeBytes = 100;
    private const byte Null = 0;
    private const byte Object = 1;
    private const byte Array = 2;
    private const byte Parsed = 3;

    // From here on: the place of a type in the list.
    private const byte FirstTyped = 4;

    private static readonly ITyped[] Types =
    [
        new Typed<bool>(static value => JsonValue.Create(value)), new Typed<byte>(static value => JsonValue.Create(value)),
        new Typed<sbyte>(static value => JsonValue.Create(value)), new Typed<short>(static value => JsonValue.Create(value)),
        new Typed<ushort>(static value => JsonValue.Create(value)), new Typed<int>(static value => JsonValue.Create(value)),
        new Typed<uint>(static value => JsonValue.Create(value)), new Typed<long>(static value => JsonValue.Create(value)),
        new Typed<ulong>(static value => JsonValue.Create(value)), new Typed<float>(static value => JsonValue.Create(value)),
        new Typed<double>(static value => JsonValue.Create(value)), new Typed<decimal>(static value => JsonValue.Create(value)),
        new Typed<char>(static value => JsonValue.Create(value)), new Typed<string>(static value => JsonValue.Create(value)!),
        new Typed<Guid>(static value => JsonValue.Create(value)), new Typed<DateTime>(static value => JsonValue.Create(value)),
        new Typed<DateTimeOffset>(static value => JsonValue.Create(value)),
    ];

    private interface ITyped
    {
        bool TryWrite(GraphWriter writer, JsonValue value, byte mark);

        JsonValue Read(GraphReader reader);
    }

    public static void Write(GraphWriter writer, JsonNode node)
    {
        if (IsParsed(node))
        {
            WriteParsed(writer, node);
        }
        else
        {
            Write(writer, node, 0);
        }
    }

    public static JsonNode? Read(GraphReader reader) => Read(reader, 0);

    private static void Write(GraphWriter writer, JsonNode? node, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new CannotCrossException($"more than {MaxDepth} JSON nodes stand in one another", typeof(JsonNode));
        }

        switch (node)
        {
            case null:
                writer.WriteByte(Null);
                break;
            case JsonObject members:
                writer.WriteByte(Object);
                WriteOptions(writer, node);
                writer.WriteCount(members.Count);
                foreach ((string name, JsonNode? member) in members)
                {
                    writer.WriteText(name);
                    Write(writer, member, depth + 1);
                }

                break;
            case JsonArray items:
                writer.WriteByte(Array);
                WriteOptions(writer, node);
                writer.WriteCount(items.Count);
                foreach (JsonNode? item in items)
                {
                    Write(writer, item, depth + 1);
                }

                break;
            default:
                WriteValue(writer, (JsonValue)node);
                break;
        }
    }

    private static void WriteValue(GraphWriter writer, JsonValue value)
    {
        if (!IsOfOwnType(value))
        {
            WriteParsed(writer, value);
            return;
        }

        for (int i = 0; i < Types.Length; i++)
        {
            if (Types[i].TryWrite(writer, value, (byte)(FirstTyped + i)))
            {
                return;
            }
        }

        throw new CannotCrossException("a JSON value made of an object of another type keeps that object; send the object itself", value.GetType());
    }

    private static void WriteParsed(GraphWriter writer, JsonNode node)
    {
        writer.WriteByte(Parsed);
        WriteOptions(writer, node);
        writer.WriteText(node.ToJsonString());
    }

    private static void WriteOptions(GraphWriter writer, JsonNode node) =>
        writer.WriteByte(node.Options is { } options ? options.PropertyNameCaseInsensitive ? (byte)2 : (byte)1 : (byte)0);

    private static JsonNodeOptions? ReadOptions(GraphReader reader) => reader.ReadNumber(2) switch
    {
        0 => null,
        { } kind => new JsonNodeOptions { PropertyNameCaseInsensitive = kind == 2 },
    };

    private static JsonNode? Read(GraphReader reader, int depth)
    {
        if (depth > MaxDepth)
        {
            throw GraphReader.Invalid("JSON nodes stand in one another too deeply.");
        }

        reader.Charge(NodeBytes);
        byte mark = reader.ReadByte();
        switch (mark)
        {
            case Null:
                return null;
            case Object:
                JsonObject members = new(ReadOptions(reader));
                for (int count = reader.ReadCount(2); count > 0; count--)
                {
                    string name = reader.ReadRequiredText();
                    if (members.ContainsKey(name))
                    {
                        throw GraphReader.Invalid("A JSON object has a member twice.");
                    }

                    members.Add(name, Read(reader, depth + 1));
                }

                return members;
            case Array:
                JsonArray items = new(ReadOptions(reader));
                for (int count = reader.ReadCount(1); count > 0; count--)
                {
                    items.Add(Read(reader, depth + 1));
                }

                return items;
            case Parsed:
                return DocumentTypes.ParseNode(reader, ReadOptions(reader), reader.ReadRequiredText());
            default:
                return mark - FirstTyped < Types.Length ? Types[mark - FirstTyped].Read(reader) : throw GraphReader.Invalid("A JSON node is none.");
        }
    }

    // Whether all of a tree came from text. Such an object finds out late that it has a member twice.
    private static bool IsParsed(JsonNode? node)
    {
        try
        {
            return node switch
            {
                JsonObject members => AreParsed(members),
                JsonArray items => !System.Linq.Enumerable.Any(items, static item => !IsParsed(item)),
                JsonValue value => !IsOfOwnType(value),
                _ => true,
            };
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    private static bool AreParsed(JsonObject members)
    {
        foreach (KeyValuePair<string, JsonNode?> member in members)
        {
            if (!IsParsed(member.Value))
            {
                return false;
            }
        }

        return true;
    }

    // The classes for values of text are not generic.
    private static bool IsOfOwnType(JsonValue value) => value.GetType().IsGenericType;

    private sealed class Typed<T>(Func<T, JsonValue> make) : ITyped
    {
        public bool TryWrite(GraphWriter writer, JsonValue value, byte mark)
        {
            if (value.GetType().GenericTypeArguments is not [{ } type] || type != typeof(T) || !value.TryGetValue(out T? own))
            {
                return false;
            }

            writer.WriteByte(mark);
            writer.WriteNested(own);
            return true;
        }

        public JsonValue Read(GraphReader reader) => reader.ReadNested<T>() is { } value
            ? make(value) : throw GraphReader.Invalid("A JSON value is missing.");
    }
}
