using System;
using System.Collections;
using System.Text.Json;
using ProcessIsolate.Values;

namespace ProcessIsolate.Rpc;

/// <summary>Writes an exception as the error's <c>data</c>. The fields type, message, stack, code and inner are
/// StreamJsonRpc's, so that its clients show ours and we show theirs; the others are additions.</summary>
internal static class ExceptionWriter
{
    // What is longer is described only.
    private const int MaxGraphBytes = 2 << 20;

    /// <param name="json">Where to.</param>
    /// <param name="exception">The exception.</param>
    /// <param name="isExact">Whether the peer can read it as it is, besides what is said of it.</param>
    public static void Write(Utf8JsonWriter json, Exception exception, bool isExact)
    {
        int left = ErrorLimits.Exceptions;
        Write(json, exception, ErrorLimits.InnerDepth, ref left, isExact && MayCross(exception.GetType()) ? ToGraph(exception) : null);
    }

    /// <summary>Whether exceptions of a type may come as themselves: what the library tells itself by exceptions is not for others.</summary>
    public static bool MayCross(Type type) => type.Assembly != typeof(ExceptionWriter).Assembly || type.IsPublic;

    // None where something in it cannot cross: then the words have to do.
    private static GraphWriter? ToGraph(Exception exception)
    {
        try
        {
            GraphWriter graph = new(MaxGraphBytes);
            graph.Write(exception);
            return graph;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return null;
        }
    }

    private static void Write(Utf8JsonWriter json, Exception exception, int depthLeft, ref int exceptionsLeft, GraphWriter? graph = null)
    {
        exceptionsLeft--;
        json.WriteStartObject();
        Type type = exception is CannotCrossException ? typeof(NotSupportedException) : exception.GetType();
        json.WriteString("type"u8, type.FullName);
        json.WriteString("assembly"u8, type.Assembly.GetName().Name);
        json.WriteString("message"u8, exception.Message);
        json.WriteString("stack"u8, exception.StackTrace);
        json.WriteNumber("code"u8, exception.HResult);
        WriteDetails(json, exception);
        if (graph is not null)
        {
            json.WriteBase64String("values"u8, graph.Written);
        }

        WriteData(json, exception.Data);
        if (depthLeft > 0 && exception is AggregateException aggregate)
        {
            json.WriteStartArray("inners"u8);
            foreach (Exception inner in aggregate.InnerExceptions)
            {
                if (exceptionsLeft > 0)
                {
                    Write(json, inner, depthLeft - 1, ref exceptionsLeft);
                }
            }

            json.WriteEndArray();
        }
        else if (depthLeft > 0 && exceptionsLeft > 0 && exception.InnerException is { } inner)
        {
            json.WritePropertyName("inner"u8);
            Write(json, inner, depthLeft - 1, ref exceptionsLeft);
        }

        json.WriteEndObject();
    }

    // What the constructors of BCL exceptions take besides the message; ExceptionReader uses the same names.
    private static void WriteDetails(Utf8JsonWriter json, Exception exception)
    {
        (string? name, string? value) = exception switch
        {
            ArgumentException argument => ("paramName", argument.ParamName),
            ObjectDisposedException disposed => ("objectName", disposed.ObjectName),
            System.IO.FileNotFoundException file => ("fileName", file.FileName),
            System.IO.FileLoadException file => ("fileName", file.FileName),
            BadImageFormatException file => ("fileName", file.FileName),
            TypeInitializationException type => ("typeName", type.TypeName),
            _ => (null, null),
        };
        if (name is not null && value is not null)
        {
            json.WriteString(name, value);
        }

        if (exception is ArgumentOutOfRangeException { ActualValue: { } actual } && SimpleValue.CanWrite(actual))
        {
            json.WritePropertyName("actualValue"u8);
            SimpleValue.Write(json, actual);
        }

        if (exception is System.ComponentModel.Win32Exception native)
        {
            json.WriteNumber("nativeCode"u8, native.NativeErrorCode);
        }
    }

    private static void WriteData(Utf8JsonWriter json, IDictionary data)
    {
        if (data.Count == 0)
        {
            return;
        }

        json.WriteStartArray("data"u8);
        int count = 0;
        foreach (DictionaryEntry entry in data)
        {
            if (count++ < ErrorLimits.DataEntries && SimpleValue.CanWrite(entry.Key) && SimpleValue.CanWrite(entry.Value))
            {
                json.WriteStartArray();
                SimpleValue.Write(json, entry.Key);
                SimpleValue.Write(json, entry.Value);
                json.WriteEndArray();
            }
        }

        json.WriteEndArray();
    }
}
