using System;
using System.Collections.Generic;
using System.Text.Json;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Workers;

/// <summary>The protocol's own requests to a worker: the handshake, and modules loaded later.</summary>
internal static class WorkerSetup
{
    private const int JsonDepth = 64;

    /// <exception cref="WorkerStartException">The worker refused; the message is its own.</exception>
    public static void Setup(
        this WorkerProcess worker, ReadOnlySpan<byte> method, IEnumerable<RemoteModule> modules, Action<Utf8JsonWriter>? writeMore)
    {
        MessageLane lane = worker.Calls ?? worker.Lane ?? throw new InvalidOperationException("The worker has no connection.");
        JsonRpcMessage response = lane.Request(++worker.LastRequestId, method, json =>
        {
            writeMore?.Invoke(json);
            ModuleLoader.Write(json, modules);
        });
        if (response.Kind == MessageKind.ErrorResponse)
        {
            (_, Exception exception) = ExceptionReader.Read(response.Error, JsonDepth, "", isExact: false);
            throw exception as WorkerStartException ?? new WorkerStartException(exception.Message, exception);
        }

        worker.Modules.UnionWith(modules);
    }
}
