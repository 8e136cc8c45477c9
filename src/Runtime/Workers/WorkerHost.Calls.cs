using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Threading;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Platform;
using ProcessIsolate.Rpc;
using ProcessIsolate.Sharing;

namespace ProcessIsolate.Workers;

/// <content>Answers calls, one at a time or in batches, and cancels them.</content>
internal sealed partial class WorkerHost
{
    private readonly EarlyCancellations cancelledAhead = new();
    private WorkerBatch? batch;
    private WorkerProgress? progress;

    private void Answer(in JsonRpcMessage message)
    {
        ReadOnlySpan<byte> name = message.Method.Span;
        if (name.SequenceEqual(ProtocolNames.Initialize) || name.SequenceEqual(ProtocolNames.LoadModules))
        {
            AnswerSetup(message, name.SequenceEqual(ProtocolNames.Initialize));
        }
        else if (message.Batch > 0)
        {
            batch ??= new WorkerBatch(this, rings, limits);
            batch.Answer(message, methods.Find(name));
        }
        else if (methods.Find(name) is { } method)
        {
            AnswerCall(message, method);
        }
        else
        {
            Send(WriteNotFound(message.RawId.Span, name));
        }
    }

    private void AnswerCall(in JsonRpcMessage message, RemoteMethod method)
    {
        bool isCancelled = cancelledAhead.TryRemove(message.Id, out int tokens);
        call.Begin(message, isCancelled, tokens);
        // As an interface: its own type would load an assembly into workers that leave no trace.
        IDisposable? activity = null;
        try
        {
            if (message.Failure is { } failure)
            {
                throw failure;
            }

            // Inside, since headers may be wrong too: a culture may be unknown here.
            cultures.Apply(message.Headers);
            activity = StartActivity(message.Headers, method);
            BeginProgress(message);
            if (call.IsCancelled)
            {
                throw new OperationCanceledException();
            }

            method.Serve(call);
            rings?.RunTimes.Write(rings.Claims.Taken, call.RunTime);
            progress?.End();
            Send(call.Writer.EndResponse());
        }
        catch (ConnectionLostException)
        {
            // The next read sees it too and ends the worker in order.
        }
        catch (Exception exception)
        {
            call.OnThrown();
            progress?.End();
            rings?.RunTimes.Write(rings.Claims.Taken, call.RunTime);
            Send(WriteFailure(exception, method));
        }
        finally
        {
            activity?.Dispose();
            call.End();
        }
    }

    private void BeginProgress(in JsonRpcMessage message)
    {
        if (message.WantsProgress && message.Id >= 0)
        {
            progress ??= new WorkerProgress(limits, call.Writer.Arguments.MayAttach && call.IsExact, SendReport);
            WorkerIdentity.Current!.Progress = progress;
            progress.Begin(message.Id);
        }
    }

    private void SendReport(ReadOnlyMemory<byte> frame, ArgumentWriter arguments)
    {
        if (rings is not null)
        {
            SendPieces(rings, frame.Span, default, arguments);
        }
        else
        {
            lock (sendLock)
            {
                SendPieces(connection, frame.Span, default, arguments);
            }
        }
    }

    /// <summary>Begins one item of a batch.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled before.</exception>
    // Inlined into the loop over the items, which is optimized at once: what it calls would run unoptimized for the first
    // tenth of a second, in which a whole map is done.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal IDisposable? BeginItem(long id, in CallHeaders headers, RemoteMethod method)
    {
        call.BeginItem(id);
        if (cancelledAhead.HasAny || call.MayBeCancelled)
        {
            ThrowIfCancelled(id);
        }

        cultures.Apply(headers);
        return StartActivity(headers, method);
    }

    private void ThrowIfCancelled(long id)
    {
        if (cancelledAhead.TryRemove(id))
        {
            call.Cancel(id, id);
        }

        if (call.IsCancelled)
        {
            throw new OperationCanceledException();
        }
    }

    internal WorkerCall Call => call;

    /// <summary>The answer to a call of a method that is not here.</summary>
    internal ReadOnlyMemory<byte> WriteNotFound(ReadOnlySpan<byte> rawId, ReadOnlySpan<byte> name) => call.Writer.WriteError(
        rawId, ErrorCodes.MethodNotFound, $"This worker has no method '{Encoding.UTF8.GetString(name)}'.", null);

    /// <summary>The answer to the call at hand, which failed.</summary>
    internal ReadOnlyMemory<byte> WriteFailure(Exception exception, RemoteMethod method) => CallFailures.Write(call, exception, method, reportsFailures);

    private static Activity? StartActivity(in CallHeaders headers, RemoteMethod method)
    {
        if (headers.TraceParent is null)
        {
            return null;
        }

        Activity activity = new(method.Id) { TraceStateString = headers.TraceState };
        activity.SetIdFormat(ActivityIdFormat.W3C).SetParentId(headers.TraceParent);
        if (headers.Baggage is { } baggage)
        {
            BaggageText.AddTo(activity, baggage);
        }

        return activity.Start();
    }

    private void OnNotification(JsonRpcMessage message)
    {
        if (hostSegments?.OnNotification(message) == true)
        {
            return;
        }

        if (message.Kind == MessageKind.Notification && message.Method.Span.SequenceEqual(ProtocolNames.Trace))
        {
            LetTrace(message);
            return;
        }

        if (message.Kind != MessageKind.Notification || !message.Method.Span.SequenceEqual(ProtocolNames.CancelRequest))
        {
            return;
        }

        JsonElement parameters = ProtocolNames.Parse(message.Params);
        long id = ProtocolNames.ReadId(parameters);
        if (id < 0)
        {
            return;
        }

        // Remembered first: a call that begins meanwhile finds it there, or is found running below. The fence is one for
        // all threads, so that the one that begins items, a million of them, needs none.
        int tokens = ProtocolNames.Number(parameters, "tokens", 0);
        cancelledAhead.Add(id, tokens);
        Interlocked.MemoryBarrierProcessWide();
        if (tokens != 0 ? call.CancelTokens(id, tokens) : call.Cancel(id, Math.Max(id, ProtocolNames.ReadId(parameters, "through"))))
        {
            cancelledAhead.TryRemove(id);
        }
    }

    // Only the host itself: what it may not name, it may not ask for.
    private static void LetTrace(in JsonRpcMessage message)
    {
        int by = ProtocolNames.Number(ProtocolNames.Parse(message.Params), "by", 0);
        if (OperatingSystem.IsLinux() && (by == 0 || by == WorkerIdentity.Current?.HostProcessId))
        {
            LinuxNative.LetTrace(by);
        }
    }

    // A response goes back the way its request came. Only the main thread answers, so rings need no lock.
    private void Send(ReadOnlyMemory<byte> frame)
    {
        Announce(call.Writer.Arguments);
        if (ringInbox is not null)
        {
            SendPieces(rings!, frame.Span, default, call.Writer.Arguments);
        }
        else
        {
            lock (sendLock)
            {
                SendPieces(connection, frame.Span, default, call.Writer.Arguments);
            }
        }
    }

    /// <summary>Sends a record of a batch, without waking the host where that can be done later.</summary>
    /// <param name="record">The record, or its beginning.</param>
    /// <param name="rest">Where that is elsewhere, what follows it.</param>
    /// <param name="arguments">What raw bytes and shared objects go along.</param>
    internal void SendRecord(ReadOnlySpan<byte> record, ReadOnlySpan<byte> rest = default, ArgumentWriter? arguments = null)
    {
        Announce(arguments);
        if (rings is null)
        {
            lock (sendLock)
            {
                SendPieces(connection, record, rest, arguments);
            }
        }
        else if (!rest.IsEmpty || arguments is { AttachmentLength: > 0 } || !rings.TrySendQuietly(record))
        {
            SendPieces(rings, record, rest, arguments);
        }
    }

    // Ahead of the message, and not while others are kept from sending: it may wait for the host.
    private void Announce(ArgumentWriter? arguments)
    {
        if (arguments is { OutgoingSharedObjects.IsEmpty: false })
        {
            SegmentRegistry.Shared.Transit.Send(arguments.OutgoingSharedObjects, null, call.Id);
            arguments.OutgoingSharedObjects.Clear();
        }
    }

    private static void SendPieces(Connection to, ReadOnlySpan<byte> first, ReadOnlySpan<byte> rest, ArgumentWriter? arguments)
    {
        to.Send(first);
        if (!rest.IsEmpty)
        {
            to.Send(rest);
        }

        arguments?.SendAttachments(to);
    }
}
