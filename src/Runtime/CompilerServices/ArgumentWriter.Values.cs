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
    private FewObjects sequences;

    /// <summary>Whether the peer takes values as they are, not as JSON: it is a worker of the same build.</summary>
    internal bool IsExact { get; set; }

    /// <summary>Writes any other value: as a copy of its object graph, to a foreign worker as JSON.</summary>
    public void WriteValue<T>(T value, RemoteModule module)
    {
        if (IsExact && MayAttach)
        {
            json.WriteNumberValue(WriteGraph(value));
            return;
        }

        Write(value, module.GetTypeInfo<T>());
    }

    /// <summary>Writes a value into the bytes behind the text, without a word in the text.</summary>
    /// <returns>How many bytes.</returns>
    internal int WriteGraph<T>(T value)
    {
        graph ??= new GraphWriter(limits.MaxMessageBytes);
        int start = graph.Length;
        OutgoingSharedObjects? before = OutgoingSharedObjects.Enter(OutgoingSharedObjects);
        try
        {
            graph.Write(value);
        }
        finally
        {
            OutgoingSharedObjects.Enter(before);
        }

        // A later value may need a larger buffer; this one stays as it is then.
        AttachAny(graph.Buffer, start, graph.Length - start);
        return graph.Length - start;
    }

    /// <summary>Begins a record: what stands in others is not seen by its reader.</summary>
    internal void BeginRecord()
    {
        graph?.Reset();
        sequences = default;
    }

    // Arrays and lists that travel as they lie in memory: one that comes again is the same one there, too.
    private bool TryWriteAgain(object sequence)
    {
        if (!IsExact || !MayAttach)
        {
            return false;
        }

        int index = sequences.IndexOf(sequence);
        if (index >= 0)
        {
            json.WriteNumberValue(index);
            return true;
        }

        sequences.Add(sequence);
        return false;
    }

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

    // A zero's sign is no part of its number as text.
    private bool TryWriteExactly(decimal negativeZero)
    {
        if (!IsExact)
        {
            return false;
        }

        json.WriteStringValue("-" + decimal.Negate(negativeZero).ToString(System.Globalization.CultureInfo.InvariantCulture));
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
