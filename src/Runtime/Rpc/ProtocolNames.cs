using System;
using System.Text.Json;

namespace ProcessIsolate.Rpc;

/// <summary>Method names and fields of the protocol itself; docs/protocol.md shows them in use.</summary>
internal static class ProtocolNames
{
    /// <summary>Raised when host and worker of different builds could misread each other.</summary>
    public const int Version = 1;

    // Those of a worker are a few numbers and names.
    private const int MaxParameterBytes = 1 << 20;

    public const string EndpointVariable = "PROCESSISOLATE_ENDPOINT";
    public const string TokenVariable = "PROCESSISOLATE_TOKEN";
    public const string DescendantsVariable = "PROCESSISOLATE_DESCENDANTS";
    public const string SandboxVariable = "PROCESSISOLATE_SANDBOX";
    public const string BorrowedVariable = "PROCESSISOLATE_BORROWED";
    public const string DiagnosticsVariable = "PROCESSISOLATE_DIAGNOSTICS";
    public const string TransportVariable = "PROCESSISOLATE_TRANSPORT";
    public const string ModeVariable = "PROCESSISOLATE_MODE";

    /// <summary>Worker to host, first: token, process id, protocol version.</summary>
    public static ReadOnlySpan<byte> Hello => "hello"u8;

    /// <summary>Host to worker: limits, culture and the modules whose methods will be called.</summary>
    public static ReadOnlySpan<byte> Initialize => "initialize"u8;

    /// <summary>Host to worker: further modules.</summary>
    public static ReadOnlySpan<byte> LoadModules => "loadModules"u8;

    /// <summary>Host to worker: leave in order.</summary>
    public static ReadOnlySpan<byte> Exit => "exit"u8;

    /// <summary>Worker to host: leaving by its own will, with this code.</summary>
    public static ReadOnlySpan<byte> Exiting => "$/exiting"u8;

    /// <summary>Host to worker: cancel the request with this id, as in LSP.</summary>
    public static ReadOnlySpan<byte> CancelRequest => "$/cancelRequest"u8;

    /// <summary>Host to worker: this process, and what it starts, may look into the worker.</summary>
    public static ReadOnlySpan<byte> Trace => "$/trace"u8;

    /// <summary>Worker to host, where its answers go: what the method that runs reports; the value follows as raw bytes.</summary>
    public static ReadOnlySpan<byte> Progress => "$/progress"u8;

    public static int? ReadExitCode(ReadOnlyMemory<byte> parameters)
    {
        JsonElement root = Parse(parameters);
        return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("exitCode"u8, out JsonElement code)
            && code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out int value) ? value : null;
    }

    /// <returns>-1 when there is no integer id.</returns>
    public static long ReadId(JsonElement parameters, string name = "id") =>
        parameters.ValueKind == JsonValueKind.Object && parameters.TryGetProperty(name, out JsonElement id)
        && id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out long value) ? value : -1;

    /// <summary>Parameters of a protocol message as a tree of their own; an empty one where there are none.</summary>
    /// <exception cref="InvalidMessageException">They are too many, or no JSON.</exception>
    public static JsonElement Parse(ReadOnlyMemory<byte> parameters)
    {
        if (parameters.IsEmpty)
        {
            return default;
        }

        if (parameters.Length > MaxParameterBytes)
        {
            throw new InvalidMessageException($"A message of the protocol has parameters of {parameters.Length:N0} bytes.");
        }

        try
        {
            // Their depth was checked with the message's, by the limit that both sides agreed on.
            using JsonDocument document = JsonDocument.Parse(parameters, new JsonDocumentOptions { MaxDepth = int.MaxValue });
            return document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw new InvalidMessageException("A message is not valid JSON: " + exception.Message, exception);
        }
    }

    /// <exception cref="InvalidMessageException">It is text that is no valid Unicode.</exception>
    public static string? Text(JsonElement element, string name)
    {
        try
        {
            return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value)
                && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException exception)
        {
            throw new InvalidMessageException($"The text of '{name}' is not valid: {exception.Message}", exception);
        }
    }

    public static long LongNumber(JsonElement element, string name, long fallback) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) ? number : fallback;

    public static int Number(JsonElement element, string name, int fallback) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number : fallback;
}
