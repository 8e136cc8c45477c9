using System;
using System.Globalization;
using System.Text.Json;
using System.Threading;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Platform;
using ProcessIsolate.References;
using ProcessIsolate.Rpc;
using ProcessIsolate.Values;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Calls;

/// <summary>Runs calls on a leased worker: writes the request, waits, reads the response or says what went wrong.</summary>
/// <remarks>Called by <see cref="CallDispatcher"/> and <see cref="ChunkRunner{TArgs,TResult}"/>; talks to <see cref="ICallLane"/>.
/// A worker that broke the protocol or had to be stopped by force is dead afterwards; the dispatcher sees it.</remarks>
internal static partial class WorkerCaller
{
    private static TResult Call<TArgs, TResult>(
        WorkerProcess worker, RemoteMethod<TArgs, TResult> method, in TArgs arguments, in CallLimits terms, CallReferences? references)
        where TArgs : struct
    {
        using LaneUse hold = LaneUse.Take(worker, method);
        long id = worker.Prepare(method, terms);
        MessageLane lane = worker.Calls!;
        ArgumentWriter writer = lane.BeginRequest(id, method, CallHeaders.Capture(worker.Culture, worker.UICulture));
        writer.TokensAreLive = terms.CancelsAll;
        writer.References = references;
        method.WriteArguments(writer, arguments);
        CallProgress? progress = CallProgress.For(lane.IsExact ? terms.Options?.Progress : null, references, id);
        writer.WantsProgress = progress is not null;
        SentObjects? sent = method.Options.CopiesBack ? writer.TakeSent() : null;
        lane.EndRequest();
        worker.Call.Begin(id, terms).Send();
        worker.Activity.Begin(method);
        lane.Progress = progress;
        int notificationsBefore = worker.Lane!.NotificationsSent;
        try
        {
            JsonRpcMessage response;
            if (terms.Token.CanBeCanceled)
            {
                // Before sending: a large request to a worker that has stopped reading must be cancellable too.
                using CancelWatch watch = worker.StopOnCancel(id, terms);
                lane.Send();
                response = lane.Receive(id);
            }
            else
            {
                lane.Send();
                response = lane.Receive(id);
            }

            TResult result = ReadResponse(worker, method, response, terms, sent);
            worker.Activity.End(lane.RunTimeOf(lane.LastNumber));
            progress?.ThrowIfFailed();
            return result;
        }
        catch (Exception exception) when (IsFatal(exception))
        {
            StopReason reason = worker.Call.End();
            worker.Activity.Break();
            throw Explain(worker, method, exception, reason, terms, notificationsBefore);
        }
        catch (Exception)
        {
            worker.Activity.End(lane.RunTimeOf(lane.LastNumber));
            throw;
        }
        finally
        {
            lane.Progress = null;
            worker.Call.End();
        }
    }

    /// <summary>Makes sure the worker knows the method's module, and numbers the request.</summary>
    public static long Prepare(this WorkerProcess worker, RemoteMethod method, in CallLimits terms)
    {
        long id = worker.NumberRequest(method, terms);
        worker.CallCount++;
        return id;
    }

    /// <summary>As <see cref="Prepare"/>, for a call that is counted already.</summary>
    public static long NumberRequest(this WorkerProcess worker, RemoteMethod method, in CallLimits terms)
    {
        if (!worker.Modules.Contains(method.Module))
        {
            LoadModule(worker, method, terms);
        }

        long id = ++worker.LastRequestId;
        worker.LastCalls.Add(id, method);
        return id;
    }

    // The method itself cannot have begun, so whatever happens here the call is safe to send elsewhere.
    private static void LoadModule(WorkerProcess worker, RemoteMethod method, in CallLimits terms)
    {
        worker.Call.Begin(0, new CallLimits(worker.StartTimeout, TimeSpan.Zero, terms.Token, Deadline: terms.Deadline));
        try
        {
            using CancelWatch watch = worker.StopOnCancel(0, new CallLimits(default, default, terms.Token));
            worker.Setup(ProtocolNames.LoadModules, method.RequiredModules, null);
        }
        catch (Exception exception) when (IsFatal(exception))
        {
            StopReason reason = worker.Call.End();
            if (reason == StopReason.Cancelled)
            {
                worker.Kill();
                throw new OperationCanceledException(terms.Blamed);
            }

            if (reason == StopReason.TimedOut && terms.IsOver)
            {
                throw CallTimeoutException.OfDeadline(method.Id);
            }

            if (reason == StopReason.TimedOut)
            {
                throw new WorkerStartException($"The worker did not load '{method.Module.Name}' within {worker.StartTimeout}.", exception);
            }

            WorkerCrashedException crash = worker.DescribeCrash(method.Id);
            worker.Kill();
            throw new CallNotStartedException(crash);
        }
        finally
        {
            // Also where the worker refuses the module and stays: the limit of the load would end it later.
            worker.Call.End();
        }
    }

    public static CancelWatch StopOnCancel(this WorkerProcess worker, long id, in CallLimits terms) =>
        new(terms, static state =>
        {
            (WorkerProcess worker, long id) = ((WorkerProcess, long))state!;
            LibraryThread.Guard(ThreadRole.Cancel, () => worker.Call.Stop(id, StopReason.Cancelled).Send(), worker.Blame);
        }, (worker, id));

    /// <summary>As <see cref="StopOnCancel"/>, for whichever call runs.</summary>
    public static CancellationTokenRegistration StopAnyOnCancel(this WorkerProcess worker, CancellationToken token) =>
        token.UnsafeRegister(static state =>
        {
            WorkerProcess worker = (WorkerProcess)state!;
            LibraryThread.Guard(ThreadRole.Cancel, () => worker.Call.StopCurrent(StopReason.Cancelled).Send(), worker.Blame);
        }, worker);

    public static bool IsFatal(Exception exception) =>
        exception is ConnectionLostException or InvalidMessageException or IncomingTooLargeException;

    public static TResult ReadResponse<TArgs, TResult>(
        WorkerProcess worker, RemoteMethod<TArgs, TResult> method, in JsonRpcMessage response, in CallLimits terms, SentObjects? sent)
        where TArgs : struct
    {
        int maxDepth = worker.Lane!.MaxJsonDepth;
        if (response.Kind == MessageKind.Response)
        {
            // Large results stream in while they are read, so the time limit holds until the last byte is here.
            TResult result;
            worker.Segments.BeginReading();
            try
            {
                result = ReadResult(method, response.Result.Span, maxDepth, response.Attachments, worker.Calls!.IsExact, sent);
            }
            finally
            {
                worker.Segments.EndReading(response.Id);
            }

            return worker.Call.End() == StopReason.TimedOut ? throw CallTimeoutException.OfRun(method.Id, terms, killed: false, null) : result;
        }

        worker.Segments.EndCalls(response.Id);
        string origin = string.Create(CultureInfo.InvariantCulture, $"   --- in worker process {worker.ProcessId}, {method.Id} ---");
        if (sent is not null && response.Attachments is { Left: > 0 })
        {
            ReadChanges(response.Attachments, sent);
        }

        ExpectAllRead(response.Attachments);
        (int code, Exception exception) = ExceptionReader.Read(response.Error, maxDepth, origin, worker.Calls!.IsExact);
        StopReason reason = worker.Call.End();
        throw reason switch
        {
            StopReason.TimedOut => CallTimeoutException.OfRun(method.Id, terms, killed: false, code == ErrorCodes.RequestCanceled ? null : exception),
            StopReason.Cancelled when code == ErrorCodes.RequestCanceled => new OperationCanceledException(exception.Message, exception, terms.Blamed),
            StopReason.Terminated => Terminated(),
            _ => exception,
        };
    }

    /// <summary>The caller's exception when the worker is gone or out of step; ends such a worker.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="method">What it ran.</param>
    /// <param name="exception">How its end showed.</param>
    /// <param name="reason">Why it was asked to stop, if it was.</param>
    /// <param name="terms">What bounded the call.</param>
    /// <param name="notificationsBefore">How many notifications had been sent before the request.</param>
    /// <param name="begun">Whether the call had begun, where that is known.</param>
    public static Exception Explain(
        WorkerProcess worker, RemoteMethod method, Exception exception, StopReason reason, in CallLimits terms, int notificationsBefore,
        bool? begun = null)
    {
        if (exception is not ConnectionLostException lost)
        {
            worker.End.Because(WorkerExitReason.BrokeProtocol);
            worker.Kill();
            Exception breach = Breach(worker, method, exception);
            // Over shared memory the worker says what it begins, and what came before that is no answer to it.
            return begun == false && worker.HasRings ? new CallNotStartedException(breach) : breach;
        }

        switch (reason)
        {
            case StopReason.TimedOut:
                return CallTimeoutException.OfRun(method.Id, terms, killed: true, null, worker.LastStacks);
            case StopReason.Cancelled:
                return new OperationCanceledException(terms.Blamed);
            case StopReason.Terminated:
                return Terminated();
        }

        // Describing may find a fault: the worker has closed its connection and lives.
        Exception? crash = worker.Fault is null ? worker.DescribeCrash(method.Id) : null;
        crash = worker.Fault is { } fault ? Breach(worker, method, fault) : crash!;
        worker.Kill();
        // "Unread" speaks of the last bytes sent: only if those were the request was it the request that was not read.
        bool unread = begun is { } known ? !known : lost.Undelivered && worker.Lane!.NotificationsSent == notificationsBefore;
        if (unread)
        {
            return new CallNotStartedException(crash);
        }

        if (crash is WorkerCrashedException ended)
        {
            worker.Crash = ended;
            worker.Watch?.OnCrash(ended);
        }

        return crash;
    }

    /// <summary>Whether what a call ended with is the loss of its worker. A method, or a receiver of its reports, may throw a crash that it has seen
    /// itself: that is an answer.</summary>
    public static bool HasLost(this WorkerProcess worker, Exception? exception) =>
        exception is CallNotStartedException || (exception is not null && ReferenceEquals(exception, worker.Crash));

    private static Exception Breach(WorkerProcess worker, RemoteMethod method, Exception cause) => cause is IncomingTooLargeException
        ? new MessageTooLargeException(cause.Message, cause)
        : new WorkerProtocolException($"Worker process {worker.ProcessId} broke the protocol during {method.Id}: {cause.Message}", cause);

    // What is left would be in the way of the next answer, which is another caller's.
    private static void ExpectAllRead(IAttachments? raw)
    {
        if (raw is { Left: > 0 })
        {
            throw new InvalidMessageException("More raw bytes follow an answer than it refers to.");
        }
    }

    /// <summary>Reads a result that a worker sent.</summary>
    /// <exception cref="InvalidMessageException">It is no value of the method's type.</exception>
    public static TResult ReadResult<TArgs, TResult>(
        RemoteMethod<TArgs, TResult> method, ReadOnlySpan<byte> text, int maxDepth, IAttachments? raw, bool isExact, SentObjects? sent, bool isGraph = false)
        where TArgs : struct
    {
        try
        {
            ArgumentReader reader = ArgumentReader.ForResult(text, maxDepth, raw, isExact);
            if (isGraph)
            {
                return reader.ReadGraph<TResult>();
            }

            TResult result = sent is null ? method.ReadResult(ref reader) : reader.ReadWholeAnswer<TResult>(sent);
            reader.ExpectNothingMore();
            ExpectAllRead(raw);
            return result;
        }
        catch (Exception exception) when (exception is JsonException or FormatException or OverflowException
            or ArgumentException or IndexOutOfRangeException or InvalidCastException
            or (InvalidOperationException and not ObjectDisposedException))
        {
            throw new InvalidMessageException("The result is no value of its type: " + exception.Message, exception);
        }
    }

    private static void ReadChanges(IAttachments raw, SentObjects sent)
    {
        ArgumentReader reader = ArgumentReader.ForResult(default, 0, raw, isExact: true);
        reader.ReadChanges(sent);
    }

    public static OperationCanceledException Terminated() => new("The pool or process was terminated while the call ran.");
}
