using System;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Rpc;
using ProcessIsolate.SharedMemory;
using ProcessIsolate.Sharing;

namespace ProcessIsolate.Workers;

/// <summary>The worker's side of the conversation: introduces itself, then runs one call after another.</summary>
/// <remarks>Called by <see cref="WorkerEntry"/>; calls <see cref="RemoteMethod.Serve"/>. Everything runs on the main
/// thread but cancellation, which <see cref="WorkerInbox"/> brings in on the thread that reads meanwhile.</remarks>
internal sealed partial class WorkerHost(Connection connection)
{
    private readonly MethodTable methods = new();

    // Held while bytes of one message are handed to the system: the announcement of an exit may come from any thread.
    private readonly object sendLock = new();

    private readonly WorkerCultures cultures = new();

    private MessageLimits limits = MessageLimits.Default;
    private WorkerCall call = new(new JsonRpcWriter(MessageLimits.Default), MessageLimits.Default.MaxJsonDepth, null);
    private WorkerInbox? inbox;
    private RingConnection? rings;
    private RingInbox? ringInbox;
    private SegmentClient? hostSegments;
    private bool reportsFailures;

    /// <returns>The exit code.</returns>
    public int Run(string token)
    {
        JsonRpcWriter own = new(limits);
        SendControl(own.Write(null, ProtocolNames.Hello, json =>
        {
            json.WriteString("token"u8, token);
            json.WriteNumber("processId"u8, Environment.ProcessId);
            json.WriteNumber("protocolVersion"u8, ProtocolNames.Version);
            json.WriteBoolean("attachments"u8, true);
            json.WriteBoolean("batches"u8, true);
            json.WriteString("values"u8, "exact"u8);
            json.WriteBoolean("sharedMemory"u8, CanShareMemory);
            if (WorkerIdentity.Current!.SandboxProof is { } proof)
            {
                json.WriteString("sandbox"u8, proof);
            }
        }));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => AnnounceExit(own);

        // The host's limits are not known yet; its first message is small.
        FrameReader frames = new(connection, Array.MaxLength);
        inbox = new WorkerInbox(frames, Serialization.JsonSettings.MaxDepth, OnNotification, HostWatch.KillSelf);
        while (TryTake(out JsonRpcMessage message))
        {
            if (message.Kind == MessageKind.Notification)
            {
                ShutDown();
                return ProtocolNames.ReadExitCode(message.Params) ?? 0;
            }

            Answer(message);
            hostSegments?.OnCallEnded();
        }

        // Without a host nothing else would end a shutdown that hangs.
        HostWatch.LimitExit();
        ShutDown();
        return 0;
    }

    private bool CanShareMemory =>
        SharedSegment.IsSupported && (OperatingSystem.IsWindows() ? connection is PipeConnection : connection is DescriptorConnection);

    private bool TryTake(out JsonRpcMessage message) =>
        ringInbox is not null ? ringInbox.TryTake(out message) : inbox!.TryTake(out message);

    private void AnswerSetup(in JsonRpcMessage message, bool first)
    {
        byte[] rawId = message.RawId.ToArray();
        ReadOnlyMemory<byte> parameters = message.Params.ToArray();
        inbox!.LetGo();
        try
        {
            InitializeParams terms = InitializeParams.Read(parameters.Span);
            if (first)
            {
                Initialize(terms);
            }

            ModuleLoader.Load(terms.Modules, methods);
            Send(call.Writer.WriteResponse(rawId, json =>
            {
                json.WriteNumber("protocolVersion"u8, ProtocolNames.Version);
                json.WriteNumber("processId"u8, Environment.ProcessId);
            }));
            if (rings is not null && ringInbox is null)
            {
                ringInbox = new RingInbox(inbox!, rings, Serialization.JsonSettings.MaxDepth);
            }
        }
        catch (Exception exception) when (exception is not ConnectionLostException)
        {
            int code = exception is WorkerStartException ? ErrorCodes.Mismatch : ErrorCodes.InternalError;
            Send(call.Writer.WriteError(rawId, code, exception.Message, exception));
        }
    }

    private void Initialize(InitializeParams terms)
    {
        if (terms.ProtocolVersion != ProtocolNames.Version)
        {
            throw new WorkerStartException($"The host speaks protocol version {terms.ProtocolVersion}, this worker {ProtocolNames.Version}.");
        }

        WorkerIdentity identity = WorkerIdentity.Current!;
        identity.WorkerId = terms.WorkerId;
        identity.HostProcessId = terms.HostProcessId;
        identity.OwnerId = terms.OwnerId;
        SegmentRegistry.Shared.Upstream = hostSegments = new SegmentClient(connection, sendLock);
        reportsFailures = terms.ReportFailures;
        if (terms.SharedMemory)
        {
            // Held for as long as this process lives.
            rings = RingConnection.Open(OpenSegment(terms));
            rings.TryAcquire();
        }

        limits = new MessageLimits(terms.MaxMessageBytes, terms.MaxJsonDepth);
        // With rings no other thread reads where the calls come in, so nothing is to be let go.
        call = identity.Call = new WorkerCall(new JsonRpcWriter(limits), limits.MaxJsonDepth, rings is null ? inbox!.LetGo : null);
        call.Writer.Arguments.MayAttach = terms.Attachments;
        call.Writer.Arguments.IsExact = terms.ExactValues;
        cultures.Initialize(terms.Culture, terms.UICulture);
    }

    private SharedSegment OpenSegment(InitializeParams terms) => OperatingSystem.IsWindows()
        ? SharedSegment.OpenNamed(terms.SharedMemoryName ?? "", terms.SharedMemoryBytes)
        : SharedSegment.Open(
            connection.TakeDescriptor() ?? throw new WorkerStartException("The host offered shared memory and sent no descriptor."),
            terms.SharedMemoryBytes);

    private void AnnounceExit(JsonRpcWriter writer)
    {
        try
        {
            SendControl(writer.Write(null, ProtocolNames.Exiting, static json => json.WriteNumber("exitCode"u8, Environment.ExitCode)));
        }
        catch (ConnectionLostException)
        {
            // The host is gone.
        }
    }

    private void SendControl(ReadOnlyMemory<byte> frame)
    {
        lock (sendLock)
        {
            connection.Send(frame.Span);
        }
    }

    private void ShutDown()
    {
        foreach (RemoteModule module in methods.Modules)
        {
            try
            {
                module.ShutDownWorker();
            }
            catch (Exception exception)
            {
                Console.Error.WriteLine("A [WorkerShutdown] method failed: " + exception);
            }
        }
    }
}
