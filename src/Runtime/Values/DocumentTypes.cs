using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;

namespace ProcessIsolate.Values;

/// <summary>JSON and XML, as their text. A part of a tree travels with the tree, so that it has its parent.</summary>
internal static class DocumentTypes
{
    private const int MaxJsonDepth = 1000;
    private const long MaxEntityText = 1 << 20;

    public static void AddTo(BaseLibraryTable table)
    {
        table.Value<JsonElement>(
            static (writer, element) => writer.WriteText(element.ValueKind == JsonValueKind.Undefined ? null : element.GetRawText()),
            static reader => reader.ReadText() is { } text ? ParseElement(reader, text) : default);
        table.Whole<JsonDocument>(
            static (writer, document) => writer.WriteText(document.RootElement.GetRawText()),
            static reader => ParseDocument(reader, reader.ReadRequiredText()));
        table.Whole<JsonObject>(WriteNode, static reader => (JsonObject)ReadNode(reader), isFixed: static _ => false);
        table.Whole<JsonArray>(WriteNode, static reader => (JsonArray)ReadNode(reader), isFixed: static _ => false);
        table.Whole<JsonValue>(WriteNode, static reader => (JsonValue)ReadNode(reader), isFamily: true, isFixed: static _ => false);
        table.Whole<XName>(static (writer, name) => writer.WriteText(name.ToString()), static reader => XName.Get(reader.ReadRequiredText()));
        table.Whole<XNamespace>(
            static (writer, name) => writer.WriteText(name.NamespaceName), static reader => XNamespace.Get(reader.ReadRequiredText()));
        table.Whole<XDocument>(WriteDocument, ReadDocument, isFixed: static _ => false);
        table.Whole<XElement>(WriteElement, ReadElement, isFixed: static _ => false);
        table.Whole<XAttribute>(
            static (writer, attribute) =>
            {
                writer.WriteNested(attribute.Parent);
                writer.WriteNested(attribute.Name);
                writer.WriteText(attribute.Value);
            },
            static reader =>
            {
                XElement? parent = reader.ReadNested<XElement?>();
                XName name = reader.ReadNested<XName>();
                string value = reader.ReadRequiredText();
                return parent?.Attribute(name) ?? new XAttribute(name, value);
            });
    }

    private static JsonElement ParseElement(GraphReader reader, string text)
    {
        using JsonDocument document = ParseDocument(reader, text);
        return document.RootElement.Clone();
    }

    private static JsonDocument ParseDocument(GraphReader reader, string text)
    {
        reader.Charge(text.Length * 6L);
        return Guarded(() => JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxJsonDepth }));
    }

    private static void WriteNode(GraphWriter writer, JsonNode node)
    {
        writer.WriteNested(node.Parent);
        switch (node.Parent)
        {
            case JsonObject:
                writer.WriteText(node.GetPropertyName());
                break;
            case JsonArray:
                writer.WriteCount(node.GetElementIndex());
                break;
            default:
                JsonNodes.Write(writer, node);
                break;
        }
    }

    private static JsonNode ReadNode(GraphReader reader)
    {
        switch (reader.ReadNested<JsonNode?>())
        {
            case JsonObject parent:
                return parent[reader.ReadRequiredText()] ?? throw GraphReader.Invalid("A JSON object has no such member.");
            case JsonArray parent:
                int index = reader.ReadNumber();
                return index < parent.Count && parent[index] is { } item ? item : throw GraphReader.Invalid("A JSON array has no such element.");
            case null:
                return JsonNodes.Read(reader) ?? throw GraphReader.Invalid("A JSON node is null.");
            default:
                throw GraphReader.Invalid("A JSON value has a member.");
        }
    }

    public static JsonNode ParseNode(GraphReader reader, JsonNodeOptions? options, string text)
    {
        reader.Charge(text.Length * 16L);
        return Guarded(() => JsonNode.Parse(text, options, new JsonDocumentOptions { MaxDepth = MaxJsonDepth }))
            ?? throw GraphReader.Invalid("A JSON node is null.");
    }

    // A writer puts its own encoding in the place of the declared one.
    private static void WriteDocument(GraphWriter writer, XDocument document)
    {
        writer.WriteText(Text(document));
        writer.WriteByte(document.Declaration is null ? (byte)0 : (byte)1);
        if (document.Declaration is { } declaration)
        {
            writer.WriteText(declaration.Version);
            writer.WriteText(declaration.Encoding);
            writer.WriteText(declaration.Standalone);
        }
    }

    private static XDocument ReadDocument(GraphReader reader)
    {
        XDocument document = Guarded(() => XDocument.Load(Open(reader), LoadOptions.PreserveWhitespace));
        if (reader.ReadByte() != 0)
        {
            document.Declaration = new XDeclaration(reader.ReadText(), reader.ReadText(), reader.ReadText());
        }

        return document;
    }

    private static string Text(XNode node)
    {
        StringWriter text = new() { NewLine = "\n" };
        using (XmlWriter xml = XmlWriter.Create(text, new XmlWriterSettings
        {
            ConformanceLevel = ConformanceLevel.Auto,
            NewLineHandling = NewLineHandling.Entitize,
            OmitXmlDeclaration = true,
        }))
        {
            node.WriteTo(xml);
        }

        return text.ToString();
    }

    private static XmlReader Open(GraphReader reader)
    {
        string text = reader.ReadRequiredText();
        reader.Charge(text.Length * 16L);
        return XmlReader.Create(new StringReader(text), new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Parse,
            MaxCharactersFromEntities = MaxEntityText,
            XmlResolver = null,
        });
    }

    private static void WriteElement(GraphWriter writer, XElement element)
    {
        XContainer? parent = element.Parent ?? (XContainer?)element.Document;
        writer.WriteNested(parent);
        if (parent is null)
        {
            writer.WriteText(Text(element));
        }
        else
        {
            writer.WriteCount(element.ElementsBeforeSelf().Count());
        }
    }

    private static XElement ReadElement(GraphReader reader)
    {
        if (reader.ReadNested<XContainer?>() is not { } parent)
        {
            return Guarded(() => XElement.Load(Open(reader), LoadOptions.PreserveWhitespace));
        }

        int index = reader.ReadNumber();
        return parent.Elements().ElementAtOrDefault(index) ?? throw GraphReader.Invalid("An XML element has no such child.");
    }

    private static T Guarded<T>(Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (Exception exception) when (exception is JsonException or XmlException)
        {
            throw new Rpc.InvalidMessageException("A document is none: " + exception.Message, exception);
        }
    }
}
