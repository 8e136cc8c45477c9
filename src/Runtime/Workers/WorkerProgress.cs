using System;
using System.Text.Json;
using ProcessIsolate.Calls;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Workers;

/// <summary>Sends what the method of the call at hand reports, ahead of its answer.</summary>
/// <remarks>Any thread of the method may report. The lane's sending side is the main thread's otherwise: it is left to the threads that
/// report, one at a time, from the moment a call begins whose caller listens until its answer is sent.</remarks>
internal sealed class WorkerProgress(MessageLimits limits, bool mayAttach, Action<ReadOnlyMemory<byte>, ArgumentWriter> send)
{
    private readonly object gate = new();
    private JsonRpcWriter? writer;
    private long id = -1;

    /// <summary>Main thread: a call begins whose caller listens.</summary>
    public void Begin(long callId)
    {
        lock (gate)
        {
            id = mayAttach ? callId : -1;
        }
    }

    /// <summary>Main thread: its answer follows; what comes later is dropped.</summary>
    public void End()
    {
        lock (gate)
        {
            id = -1;
        }
    }

    public void Report<T>(T value)
    {
        lock (gate)
        {
            if (id < 0)
            {
                return;
            }

            JsonRpcWriter json = Writer();
            ReadOnlyMemory<byte> frame = json.Write(null, ProtocolNames.Progress, parameters => WriteReport(parameters, json.Arguments, value));
            try
            {
                send(frame, json.Arguments);
            }
            catch (ConnectionLostException)
            {
                // The host is gone; the next read ends this process.
            }
        }
    }

    private void WriteReport<T>(Utf8JsonWriter parameters, ArgumentWriter values, T value)
    {
        parameters.WriteNumber("id"u8, id);
        parameters.WriteString("type"u8, ProgressType<T>.Name);
        values.WriteGraph(value);
        if (!values.Shipment.IsEmpty)
        {
            values.Shipment.Clear();
            throw new NotSupportedException("A report cannot hold shared objects, such as queues or locks.");
        }
    }

    private JsonRpcWriter Writer()
    {
        if (writer is null)
        {
            writer = new JsonRpcWriter(limits);
            writer.Arguments.MayAttach = true;
            writer.Arguments.IsExact = true;
        }

        return writer;
    }
}
