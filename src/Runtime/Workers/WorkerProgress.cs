using System;
using System.Text.Json;
using System.Threading;
using ProcessIsolate.Calls;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Workers;

/// <summary>Sends what the method of the call at hand reports, ahead of its answer.</summary>
/// <remarks>Any thread of the method may report. The lane's sending side is the main thread's otherwise: it is left to the threads that
/// report, one at a time, from the moment a call begins whose caller listens until its answer is sent. A report belongs to the call in whose flow
/// it is made: what an earlier call has left behind has no receiver any more.</remarks>
internal sealed class WorkerProgress(MessageLimits limits, bool mayAttach, Action<ReadOnlyMemory<byte>, ArgumentWriter> send)
{
    private readonly object gate = new();
    private readonly AsyncLocal<object?> flow = new();
    private JsonRpcWriter? writer;

    // What flows with the call at hand; null where its caller does not listen.
    private object? current;
    private long id;

    /// <summary>Main thread: a call begins whose caller listens.</summary>
    public void Begin(long callId)
    {
        if (mayAttach)
        {
            object own = new();
            flow.Value = own;
            lock (gate)
            {
                (id, current) = (callId, own);
            }
        }
    }

    /// <summary>Main thread: its answer follows; what comes later is dropped.</summary>
    public void End()
    {
        if (current is not null)
        {
            flow.Value = null;
            lock (gate)
            {
                current = null;
            }
        }
    }

    public void Report<T>(T value)
    {
        lock (gate)
        {
            if (current is null || flow.Value != current)
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
