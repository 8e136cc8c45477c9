using System;
using System.Collections;
using System.Text.Json;

namespace ProcessIsolate.Rpc;

/// <summary>Writes an exception as the error's <c>data</c>. The fields type, message, stack, code and inner are
/// StreamJsonRpc's, so that its clients show ours and we show theirs; the others are additions.</summary>
internal static class ExceptionWriter
{
    public static void Write(Utf8JsonWriter json, Exception exception)
    {
        int left = ErrorLimits.Exceptions;
        Write(json, exception, ErrorLimits.InnerDepth, ref left);
    }

    private static void Write(Utf8JsonWriter json, Exception exception, int depthLeft, ref int exceptionsLeft)
    {
        exceptionsLeft--;
        json.WriteStartObject();
        json.WriteString("type"u8, exception.GetType().FullName);
        json.WriteString("assembly"u8, exception.GetType().Assembly.GetName().Name);
        json.WriteString("message"u8, exception.Message);
        json.WriteString("stack"u8, exception.StackTrace);
        json.WriteNumber("code"u8, exception.HResult);
        WriteDetails(json, exception);
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
