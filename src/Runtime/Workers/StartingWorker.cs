using System;
using System.Globalization;
using System.IO;
using System.Text.Json;
using System.Threading;
using ProcessIsolate.Calls;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Rpc;
using ProcessIsolate.Sandboxing;
using ProcessIsolate.SharedMemory;
using ProcessIsolate.Sharing;
using ProcessIsolate.Values;

namespace ProcessIsolate.Workers;

/// <summary>A process that was started and has not shaken hands yet.</summary>
internal sealed class StartingWorker(WorkerProcess worker, WorkerEndpoint endpoint, ProcessPoolOptions options)
{
    // Each direction. Larger frames stream through; this is what a second-level cache holds well.
    private const int RingCapacity = 512 * 1024;

    private static readonly TimeSpan SilenceAfterTimeout = TimeSpan.Zero;

    public WorkerProcess Worker { get; } = worker;

    /// <summary>Waits for the connection and shakes hands.</summary>
    /// <param name="reportFailures">Whether the worker writes what its method throws to stderr.</param>
    /// <exception cref="WorkerStartException">It did not become ready; the process is killed and the message says why.</exception>
    /// <exception cref="OperationCanceledException">The process was terminated meanwhile.</exception>
    public WorkerProcess CompleteHandshake(bool reportFailures = false)
    {
        long due = DeadlineMonitor.Shared.After(options.StartTimeout);
        RingConnection? rings = null;
        try
        {
            Connection connection;
            using (endpoint)
            {
                connection = endpoint.Accept(Worker.Child, () => DeadlineMonitor.Shared.Until(due));
            }

            // From here on the worker may hang as well as die; the watchdog's kill ends every wait below.
            Worker.Lane = new ControlLane(connection, new MessageLimits(options.MaxMessageBytes, options.MaxJsonDepth))
            {
                Segments = Worker.Segments,
            };
            Worker.Segments.Budget = SegmentBudget.ForWorker(options);
            Worker.Call.Begin(0, new CallLimits(Remaining(due), SilenceAfterTimeout, CancellationToken.None));
            JsonElement hello = CheckHello(Worker.Lane.ReceiveNotification(ProtocolNames.Hello));
            Worker.Child.OnConnected();
            if (Worker.SandboxPlan is { } plan)
            {
                Worker.Sandbox = SandboxVerdict.Judge(plan, ProtocolNames.Text(hello, "sandbox"));
            }

            rings = CreateRings(connection, Can(hello, "sharedMemory"));
            RemoteModule[] modules = ModuleRegistry.Snapshot();
            Worker.Setup(ProtocolNames.Initialize, modules, json => WriteTerms(json, reportFailures, rings?.Segment));
            Worker.Calls = Worker.Lane;
            if (rings is not null)
            {
                Worker.Calls = new MessageLane(rings, new MessageLimits(options.MaxMessageBytes, options.MaxJsonDepth));
                Worker.WatchControlLane();
            }

            Worker.Calls.Deliver = Worker.Segments.Deliver;
            Worker.Calls.TakesAttachments = Can(hello, "attachments");
            Worker.Calls.IsExact = Can(hello, "attachments") && SpeaksExactly(hello);
            Worker.TakesBatches = Can(hello, "attachments") && Can(hello, "batches");

            Worker.Call.End();
            return Worker;
        }
        catch (Exception exception)
        {
            StopReason reason = Worker.Call.End();
            rings?.Dispose();
            if (Worker.IsTerminated)
            {
                Worker.Kill();
                throw new OperationCanceledException("The pool or process was terminated while the worker started.", exception);
            }

            throw Failure(exception, reason);
        }
        finally
        {
            if (Worker.Calls is null)
            {
                rings?.Dispose();
            }
        }
    }

    private static TimeSpan Remaining(long due) =>
        due == long.MaxValue ? Timeout.InfiniteTimeSpan : DeadlineMonitor.Shared.Until(due);

    // The memory's descriptor goes with the bytes of the next message; on Windows its name is in that message.
    private RingConnection? CreateRings(Connection connection, bool workerCanShare)
    {
        bool possible = workerCanShare && SharedSegment.IsSupported;
        if (options.Transport == Transport.Stream || (!possible && options.Transport == Transport.Auto))
        {
            return null;
        }

        if (!possible)
        {
            throw new WorkerStartException("Shared memory was asked for, and this system or this worker does not offer it.");
        }

        try
        {
            RingConnection rings = RingConnection.Create(RingCapacity);
            if (rings.Segment.Attachment is { } descriptor)
            {
                (connection as SocketConnection)?.Attach(descriptor);
            }

            return rings;
        }
        catch (IOException) when (options.Transport == Transport.Auto)
        {
            // Slower is better than not at all; asked for by name it is an error.
            return null;
        }
        catch (IOException exception)
        {
            throw new WorkerStartException(exception.Message, exception);
        }
    }

    private static bool SpeaksExactly(JsonElement hello) =>
        hello.ValueKind == JsonValueKind.Object && hello.TryGetProperty("values", out JsonElement values)
        && values.ValueKind == JsonValueKind.String && values.ValueEquals("exact"u8);

    private static bool Can(JsonElement hello, string ability) =>
        hello.ValueKind == JsonValueKind.Object && hello.TryGetProperty(ability, out JsonElement can) && can.ValueKind == JsonValueKind.True;

    /// <returns>What the worker says of itself.</returns>
    private JsonElement CheckHello(in JsonRpcMessage hello)
    {
        JsonElement parameters = ProtocolNames.Parse(hello.Params);
        int version = ProtocolNames.Number(parameters, "protocolVersion", -1);
        if (version != ProtocolNames.Version)
        {
            throw new WorkerStartException($"The worker speaks protocol version {version}, this host {ProtocolNames.Version}.");
        }

        byte[] shown = System.Text.Encoding.UTF8.GetBytes(ProtocolNames.Text(parameters, "token") ?? "");
        if (!System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(shown, System.Text.Encoding.UTF8.GetBytes(endpoint.Token)))
        {
            throw new WorkerStartException("The worker did not show the token it was given.");
        }

        return parameters;
    }

    private void WriteTerms(Utf8JsonWriter json, bool reportFailures, SharedSegment? sharedMemory)
    {
        json.WriteNumber("protocolVersion"u8, ProtocolNames.Version);
        json.WriteNumber("workerId"u8, Worker.WorkerId);
        json.WriteNumber("hostProcessId"u8, Environment.ProcessId);
        if (WorkerContext.IsWorker)
        {
            json.WriteNumber("participant"u8, Worker.Segments.OwnerId);
        }

        json.WriteNumber("maxMessageBytes"u8, options.MaxMessageBytes);
        json.WriteNumber("maxJsonDepth"u8, options.MaxJsonDepth);
        json.WriteString("culture"u8, CultureTexts.NameOf(Worker.Culture));
        json.WriteString("uiCulture"u8, CultureTexts.NameOf(Worker.UICulture));
        json.WriteBoolean("attachments"u8, true);
        json.WriteString("values"u8, "exact"u8);
        if (sharedMemory is not null)
        {
            json.WriteBoolean("sharedMemory"u8, true);
            json.WriteNumber("sharedMemoryBytes"u8, sharedMemory.Size);
            if (sharedMemory.Name is { } name)
            {
                json.WriteString("sharedMemoryName"u8, name);
            }
        }

        if (reportFailures)
        {
            json.WriteBoolean("reportFailures"u8, true);
        }
    }

    private WorkerStartException Failure(Exception exception, StopReason reason)
    {
        // Described before the kill: afterwards every exit looks like one.
        bool ended = exception is ConnectionLostException && reason == StopReason.None && Worker.WaitForExit(TimeSpan.FromSeconds(1));
        string what = exception is WorkerStartException ? exception.Message
            : reason == StopReason.TimedOut ? $"The worker was not ready within {options.StartTimeout}."
            : ended ? $"The worker process {Worker.End.WaitWithCause().Describe("")} before it was ready."
            : exception.Message;
        Worker.Kill();
        string tail = Worker.End.ReadStandardErrorTail().Trim();
        return new WorkerStartException(
            what + (tail.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" Its last words: {tail}")), exception);
    }
}
