using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace ProcessIsolate.Values.Tests.Table;

/// <summary>JSON and XML.</summary>
internal static class DocumentRows
{
    public static Row[] Rows =>
    [
        Row.Make<JsonElement>(
            static () => default, static () => JsonDocument.Parse("{\"a\": [1, null, 1.50e3], \"a\":\"\\u00e9\"}").RootElement,
            static () => JsonDocument.Parse("[1,[2]]").RootElement[1], static () => JsonDocument.Parse("null").RootElement),
        Row.Make<JsonNode?>(
            static () => null, static () => JsonNode.Parse("{\"a\":[1,null,\"x\"]}"), static () => JsonValue.Create(5), static () => JsonValue.Create("a"),
            static () => new JsonArray(1, "b", null), static () => new JsonObject { ["a"] = 1.50m, ["b"] = new JsonArray(JsonNode.Parse("1.50e3"), 'c') },
            static () => JsonNode.Parse("{\"A\":1}", new JsonNodeOptions { PropertyNameCaseInsensitive = true })),
        Row.Make<JsonObject>(static () => [], static () => new JsonObject { ["b"] = 1, ["a"] = new JsonArray() }),
        Row.Make<XElement>(
            static () => XElement.Parse("<a x='1'><b/> text <c>&lt;</c></a>", LoadOptions.PreserveWhitespace),
            static () => new XElement(XName.Get("q", "urn:n"), new XAttribute("z", 2), new XCData("<raw>"), new XComment("note"))),
        Row.Make<XDocument>(static () => new XDocument(new XDeclaration("1.0", "utf-8", "yes"), new XComment("c"), new XElement("r"))),
        Row.Of<XName>(XName.Get("a"), XName.Get("a", "urn:n")),
    ];
}
