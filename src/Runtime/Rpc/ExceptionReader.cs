using System;
using System.Collections.Generic;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Values;

namespace ProcessIsolate.Rpc;

/// <summary>Makes the caller's exception from an error response.</summary>
/// <remarks>The peer is not trusted: every field may be missing or of another kind, what is made is bounded by
/// <see cref="ErrorLimits"/>, and types come from <see cref="ExceptionFactories"/> alone.</remarks>
internal sealed class ExceptionReader
{
    private readonly string origin;
    private int exceptionsLeft = ErrorLimits.Exceptions;

    private ExceptionReader(string origin) => this.origin = origin;

    /// <summary>Reads the error object of a response.</summary>
    /// <param name="error">Its JSON text.</param>
    /// <param name="maxDepth">The nesting allowed.</param>
    /// <param name="origin">Where the error comes from, to stand below the remote stack.</param>
    /// <param name="isExact">Whether the peer sends exceptions as they are, too.</param>
    /// <exception cref="InvalidMessageException">It is too long or not valid.</exception>
    public static (int Code, Exception Exception) Read(ReadOnlyMemory<byte> error, int maxDepth, string origin, bool isExact)
    {
        if (error.Length > ErrorLimits.Bytes)
        {
            throw new InvalidMessageException($"An error has {error.Length:N0} bytes, and {ErrorLimits.Bytes:N0} are allowed.");
        }

        try
        {
            return ReadError(error, maxDepth, origin, isExact);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InvalidMessageException("An error is malformed: " + exception.Message, exception);
        }
    }

    private static (int Code, Exception Exception) ReadError(ReadOnlyMemory<byte> error, int maxDepth, string origin, bool isExact)
    {
        using JsonDocument document = JsonDocument.Parse(error, new JsonDocumentOptions { MaxDepth = maxDepth });
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidMessageException("An error is no JSON object.");
        }

        int code = root.TryGetProperty("code"u8, out JsonElement value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt32(out int number) ? number : ErrorCodes.InternalError;
        string message = Text(root, "message"u8) ?? "The worker reported an error.";
        bool described = root.TryGetProperty("data"u8, out JsonElement data) && data.ValueKind == JsonValueKind.Object
            && data.TryGetProperty("type"u8, out _);
        Exception exception = !described ? Undescribed(code, message)
            : (isExact ? TryReadGraph(data, origin) : null) ?? new ExceptionReader(origin).ReadException(data, 0);
        return (code, exception);
    }

    // What cannot be read is described, too: a type of an assembly that only the worker has loaded.
    private static Exception? TryReadGraph(JsonElement data, string origin)
    {
        if (!data.TryGetProperty("values"u8, out JsonElement values) || values.ValueKind != JsonValueKind.String
            || !values.TryGetBytesFromBase64(out byte[]? bytes))
        {
            return null;
        }

        try
        {
            Exception? read = new GraphReader(bytes, GraphLimits.Errors) { StackOrigin = origin }.Read<Exception?>();
            return read is not null && ExceptionWriter.MayCross(read.GetType()) ? read : null;
        }
        catch (Exception exception) when (exception is InvalidMessageException or TimeoutException)
        {
            return null;
        }
    }

    private static Exception Undescribed(int code, string message) => code switch
    {
        ErrorCodes.RequestCanceled => new OperationCanceledException(message),
        _ => new RemoteException(message, "JSON-RPC error " + code.ToString(System.Globalization.CultureInfo.InvariantCulture), null, null),
    };

    // Depth counts the exceptions around this one.
    private Exception ReadException(JsonElement data, int depth)
    {
        exceptionsLeft--;
        string? typeName = Text(data, "type"u8);
        ExceptionParts parts = new()
        {
            Message = Text(data, "message"u8),
            Inner = MayReadInner(depth) && data.TryGetProperty("inner"u8, out JsonElement inner) && inner.ValueKind == JsonValueKind.Object
                ? ReadException(inner, depth + 1) : null,
            Inners = ReadInners(data, depth),
            Name = Text(data, "paramName"u8) ?? Text(data, "objectName"u8) ?? Text(data, "fileName"u8) ?? Text(data, "typeName"u8),
            ActualValue = data.TryGetProperty("actualValue"u8, out JsonElement actual)
                && SimpleValue.TryRead(actual, out object? actualValue) ? actualValue : null,
            NativeCode = data.TryGetProperty("nativeCode"u8, out JsonElement native)
                && native.ValueKind == JsonValueKind.Number && native.TryGetInt32(out int nativeCode) ? nativeCode : 0,
        };
        string? stack = Text(data, "stack"u8);
        Exception exception = Create(typeName, Text(data, "assembly"u8), parts, stack);
        if (data.TryGetProperty("code"u8, out JsonElement code) && code.ValueKind == JsonValueKind.Number
            && code.TryGetInt32(out int hresult))
        {
            exception.HResult = hresult;
        }

        ReadData(data, exception);
        ExceptionDispatchInfo.SetRemoteStackTrace(exception, (stack is null ? "" : stack + Environment.NewLine) + origin);
        return exception;
    }

    private static Exception Create(string? typeName, string? assembly, ExceptionParts parts, string? stack)
    {
        try
        {
            // A constructor may take its text for something else than the message: then the caller is better served by a
            // RemoteException with the right words.
            if (ExceptionFactories.Shared.Find(typeName, assembly)?.Invoke(parts) is { } known
                && known.Message.StartsWith(FirstWords(parts.Message), StringComparison.Ordinal))
            {
                return known;
            }
        }
        catch (Exception)
        {
            // A constructor that refuses its own message; the remote text still reaches the caller below.
        }

        return new RemoteException(parts.Message, typeName ?? "", stack, parts.Inner);
    }

    // Up to what exceptions add to their message themselves: a parameter's name, a line with a value, inner messages.
    private static string FirstWords(string? message)
    {
        int end = message?.AsSpan().IndexOfAny("(\r\n") ?? -1;
        return (end < 0 ? message : message![..end])?.TrimEnd() ?? "";
    }

    private bool MayReadInner(int depth) => depth < ErrorLimits.InnerDepth && exceptionsLeft > 0;

    private List<Exception> ReadInners(JsonElement data, int depth)
    {
        List<Exception> inners = [];
        if (data.TryGetProperty("inners"u8, out JsonElement array) && array.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement element in array.EnumerateArray())
            {
                if (!MayReadInner(depth))
                {
                    break;
                }

                if (element.ValueKind == JsonValueKind.Object)
                {
                    inners.Add(ReadException(element, depth + 1));
                }
            }
        }

        return inners;
    }

    private static void ReadData(JsonElement data, Exception exception)
    {
        if (!data.TryGetProperty("data"u8, out JsonElement entries) || entries.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        int left = ErrorLimits.DataEntries;
        foreach (JsonElement entry in entries.EnumerateArray())
        {
            if (left-- == 0)
            {
                break;
            }

            if (entry.ValueKind == JsonValueKind.Array && entry.GetArrayLength() == 2
                && SimpleValue.TryRead(entry[0], out object? key) && key is not null
                && SimpleValue.TryRead(entry[1], out object? value))
            {
                exception.Data[key] = value;
            }
        }
    }

    private static string? Text(JsonElement element, ReadOnlySpan<byte> name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
