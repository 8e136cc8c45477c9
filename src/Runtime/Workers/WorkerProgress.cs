using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Threading;
using ProcessIsolate.Calls;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.References;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Workers;

/// <summary>Sends what the method of the call at hand reports, ahead of its answer.</summary>
/// <remarks>Any thread of the method may report. The lane's sending side is the main thread's otherwise: it is left to the threads that
/// report, one at a time, from the moment a call begins whose caller listens until its answer is sent. A report belongs to the call in whose flow
/// it is made: what an earlier call has left behind has no receiver any more.</remarks>
internal sealed class WorkerProgress(MessageLimits limits, bool mayAttach, Action<ReadOnlyMemory<byte>, ArgumentWriter> send)
{
    private const int Unnamed = -1;

    private readonly object gate = new();

    // Of the call at hand.
    private readonly List<object> receivers = [];
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
            receivers.Clear();
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

    /// <summary>Sends to the receiver that listens to the call in whose flow this is.</summary>
    public void Report<T>(T value) => Report(flow.Value, Unnamed, value);

    /// <summary>Sends to a receiver among a call's arguments.</summary>
    public void Report<T>(object? call, int receiver, T value)
    {
        lock (gate)
        {
            if (current is null || call != current)
            {
                return;
            }

            JsonRpcWriter json = Writer();
            ReadOnlyMemory<byte> frame = json.Write(null, ProtocolNames.Progress, parameters => WriteReport(parameters, json.Arguments, receiver, value));
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

    /// <summary>Main thread: a receiver among the arguments of the call at hand. A number that comes again is the same object.</summary>
    public IProgress<T> ReceiverOf<T>(int number)
    {
        if (current is null || number < 0 || number > receivers.Count)
        {
            throw new InvalidMessageException("A receiver of reports is named where there can be none.");
        }

        if (number < receivers.Count)
        {
            return receivers[number] as IProgress<T> ?? throw new InvalidMessageException("A receiver of reports is of another type.");
        }

        RemoteProgress<T> receiver = new(this, current, number);
        receivers.Add(receiver);
        return receiver;
    }

    private void WriteReport<T>(Utf8JsonWriter parameters, ArgumentWriter values, int receiver, T value)
    {
        parameters.WriteNumber("id"u8, id);
        if (receiver == Unnamed)
        {
            parameters.WriteString("type"u8, ProgressType<T>.Name);
        }
        else
        {
            parameters.WriteNumber("receiver"u8, receiver);
        }

        values.WriteGraph(value);
        if (!values.OutgoingSharedObjects.IsEmpty)
        {
            values.OutgoingSharedObjects.Clear();
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
