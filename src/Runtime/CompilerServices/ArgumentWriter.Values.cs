using System;
using System.Runtime.CompilerServices;
using ProcessIsolate.Sharing;
using ProcessIsolate.Values;

namespace ProcessIsolate.CompilerServices;

/// <content>Values that travel as copies of their object graph, in bytes behind the text.</content>
public sealed partial class ArgumentWriter
{
    // Made with the first such value: most workers never see one.
    private GraphWriter? graph;

    /// <summary>Whether the peer takes values as they are, not as JSON: it is a worker of the same build.</summary>
    internal bool IsExact { get; set; }

    /// <summary>Writes any other value: as a copy of its object graph, to a foreign worker as JSON.</summary>
    public void WriteValue<T>(T value, RemoteModule module)
    {
        if (!IsExact || !MayAttach)
        {
            Write(value, module.GetTypeInfo<T>());
            return;
        }

        graph ??= new GraphWriter(limits.MaxMessageBytes);
        int start = graph.Length;
        Shipment? before = Shipment.Enter(Shipment);
        try
        {
            graph.Write(value);
        }
        finally
        {
            Shipment.Enter(before);
        }

        // A later value may need a larger buffer; this one stays as it is then.
        AttachAny(graph.Buffer, start, graph.Length - start);
        json.WriteNumberValue(graph.Length - start);
    }

    /// <summary>Begins a record: what stands in others is not seen by its reader.</summary>
    internal void BeginRecord() => graph?.Reset();

    // The two of which JSON says less than there is.
    private bool TryWriteExactly(double value)
    {
        if (!IsExact || !double.IsNaN(value))
        {
            return false;
        }

        json.WriteStringValue(BitConverter.DoubleToInt64Bits(value).ToString("x16", System.Globalization.CultureInfo.InvariantCulture));
        return true;
    }

    private bool TryWriteExactly(float value)
    {
        if (!IsExact || !float.IsNaN(value))
        {
            return false;
        }

        json.WriteStringValue(BitConverter.SingleToInt32Bits(value).ToString("x8", System.Globalization.CultureInfo.InvariantCulture));
        return true;
    }

    // With its kind, and which of two equal hours of a day it is.
    private void WriteExactly(DateTime value) => json.WriteNumberValue(Unsafe.As<DateTime, long>(ref value));
}
