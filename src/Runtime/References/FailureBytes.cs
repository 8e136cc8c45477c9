using System;
using System.Buffers;
using System.Text.Json;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.References;

/// <summary>An exception as the bytes of one message of a pipe: the error object of a response.</summary>
internal static class FailureBytes
{
    private const int MaxDepth = 64;

    public static byte[] Write(Exception exception)
    {
        try
        {
            byte[] bytes = Write(exception.Message, exception);
            return bytes.Length <= ErrorLimits.Bytes ? bytes : Write(exception.GetType().FullName + " (its details are too large)", null);
        }
        catch (Exception unwritable) when (unwritable is not OutOfMemoryException)
        {
            // An exception whose own members throw.
            return Write($"{exception.GetType().FullName} (its details could not be sent: {unwritable.GetType().Name})", null);
        }
    }

    /// <param name="bytes">What another process wrote.</param>
    /// <param name="origin">What stands below the remote stack.</param>
    /// <exception cref="WorkerProtocolException">It is no exception.</exception>
    public static Exception Read(byte[] bytes, string origin)
    {
        try
        {
            return ExceptionReader.Read(bytes, MaxDepth, origin, isExact: true).Exception;
        }
        catch (InvalidMessageException exception)
        {
            throw new WorkerProtocolException("What was received through a channel is no exception: " + exception.Message, exception);
        }
    }

    private static byte[] Write(string message, Exception? exception)
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter json = new(buffer);
        json.WriteStartObject();
        json.WriteNumber("code"u8, ErrorCodes.InvocationError);
        json.WriteString("message"u8, message);
        if (exception is not null)
        {
            json.WritePropertyName("data"u8);
            ExceptionWriter.Write(json, exception, isExact: true);
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
