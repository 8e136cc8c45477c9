using System;
using System.Globalization;
using System.Text.Json;
using System.Threading;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Platform;
using ProcessIsolate.Rpc;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Calls;

/// <summary>Runs calls on a leased worker: writes the request, waits, reads the response or says what went wrong.</summary>
/// <remarks>Called by <see cref="CallDispatcher"/> and <see cref="ChunkRunner{TArgs,TResult}"/>; talks to <see cref="ICallLane"/>.
/// A worker that broke the protocol or had to be stopped by force is dead afterwards; the dispatcher sees it.</remarks>
internal static class WorkerCaller
{
    public static TResult Call<TArgs, TResult>(
        this WorkerProcess worker, RemoteMethod<TArgs, TResult> method, in TArgs arguments, in CallTerms terms)
        where TArgs : struct
    {
        using LaneHold hold = LaneHold.Take(worker, method);
        long id = worker.Prepare(method, terms.Token);
        ICallLane lane = worker.Calls!;
        method.WriteArguments(lane.BeginRequest(id, method, CallHeaders.Capture(worker.Culture, worker.UICulture)), arguments);
        lane.EndRequest();
        worker.Call.Begin(id, terms).Send();
        int notificationsBefore = worker.Lane!.NotificationsSent;
        try
        {
            JsonRpcMessage response;
            if (terms.Token.CanBeCanceled)
            {
                // Before sending: a large request to a worker that has stopped reading must be cancellable too.
                using CancellationTokenRegistration registration = worker.StopOnCancel(id, terms.Token);
                lane.Send();
                response = lane.Receive(id);
            }
            else
            {
                lane.Send();
                response = lane.Receive(id);
            }

            return ReadResponse(worker, method, response, terms);
        }
        catch (Exception exception) when (IsFatal(exception))
        {
            throw Explain(worker, method, exception, worker.Call.End(), terms, notificationsBefore);
        }
        finally
        {
            worker.Call.End();
        }
    }

    /// <summary>Makes sure the worker knows the method's module, and numbers the request.</summary>
    public static long Prepare(this WorkerProcess worker, RemoteMethod method, CancellationToken token)
    {
        long id = worker.NumberRequest(method, token);
        worker.CallCount++;
        return id;
    }

    /// <summary>As <see cref="Prepare"/>, for a call that is counted already.</summary>
    public static long NumberRequest(this WorkerProcess worker, RemoteMethod method, CancellationToken token)
    {
        if (!worker.Modules.Contains(method.Module))
        {
            LoadModule(worker, method, token);
        }

        return ++worker.LastRequestId;
    }

    // The method itself cannot have begun, so whatever happens here the call is safe to send elsewhere.
    private static void LoadModule(WorkerProcess worker, RemoteMethod method, CancellationToken token)
    {
        worker.Call.Begin(0, new CallTerms(worker.StartTimeout, TimeSpan.Zero, token));
        try
        {
            using CancellationTokenRegistration registration = worker.StopOnCancel(0, token);
            worker.Setup(ProtocolNames.LoadModules, method.RequiredModules, null);
            worker.Call.End();
        }
        catch (Exception exception) when (IsFatal(exception))
        {
            StopReason reason = worker.Call.End();
            if (reason == StopReason.Cancelled)
            {
                worker.Kill();
                throw new OperationCanceledException(token);
            }

            if (reason == StopReason.TimedOut)
            {
                throw new WorkerStartException($"The worker did not load '{method.Module.Name}' within {worker.StartTimeout}.", exception);
            }

            WorkerCrashedException crash = worker.DescribeCrash(method.Id);
            worker.Kill();
            throw new CallNotStartedException(crash);
        }
    }

    public static CancellationTokenRegistration StopOnCancel(this WorkerProcess worker, long id, CancellationToken token) =>
        token.UnsafeRegister(static state =>
        {
            (WorkerProcess worker, long id) = ((WorkerProcess, long))state!;
            LibraryThread.Guard(ThreadRole.Cancel, () => worker.Call.Stop(id, StopReason.Cancelled).Send(), _ => worker.Kill());
        }, (worker, id));

    /// <summary>As <see cref="StopOnCancel"/>, for whichever call runs.</summary>
    public static CancellationTokenRegistration StopAnyOnCancel(this WorkerProcess worker, CancellationToken token) =>
        token.UnsafeRegister(static state =>
        {
            WorkerProcess worker = (WorkerProcess)state!;
            LibraryThread.Guard(ThreadRole.Cancel, () => worker.Call.StopCurrent(StopReason.Cancelled).Send(), _ => worker.Kill());
        }, worker);

    public static bool IsFatal(Exception exception) =>
        exception is ConnectionLostException or InvalidMessageException or IncomingTooLargeException;

    public static TResult ReadResponse<TArgs, TResult>(
        WorkerProcess worker, RemoteMethod<TArgs, TResult> method, in JsonRpcMessage response, in CallTerms terms)
        where TArgs : struct
    {
        int maxDepth = worker.Lane!.MaxJsonDepth;
        if (response.Kind == MessageKind.Response)
        {
            // Large results stream in while they are read, so the time limit holds until the last byte is here.
            ArgumentReader reader = ArgumentReader.ForResult(response.Result.Span, maxDepth, response.Attachments);
            TResult result = method.ReadResult(ref reader);
            return worker.Call.End() == StopReason.TimedOut ? throw TimedOut(method, terms, null) : result;
        }

        StopReason reason = worker.Call.End();

        string origin = string.Create(CultureInfo.InvariantCulture, $"   --- in worker process {worker.ProcessId}, {method.Id} ---");
        (int code, Exception exception) = ReadError(response, maxDepth, origin);
        throw reason switch
        {
            StopReason.TimedOut => TimedOut(method, terms, code == ErrorCodes.RequestCanceled ? null : exception),
            StopReason.Cancelled when code == ErrorCodes.RequestCanceled => new OperationCanceledException(exception.Message, exception, terms.Token),
            StopReason.Terminated => Terminated(),
            _ => exception,
        };
    }

    /// <summary>What the caller is told when the worker is gone or out of step; ends such a worker.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="method">What it ran.</param>
    /// <param name="exception">How its end showed.</param>
    /// <param name="reason">Why it was asked to stop, if it was.</param>
    /// <param name="terms">What bounded the call.</param>
    /// <param name="notificationsBefore">How many notifications had been sent before the request.</param>
    /// <param name="begun">Whether the call had begun, where that is known.</param>
    public static Exception Explain(
        WorkerProcess worker, RemoteMethod method, Exception exception, StopReason reason, in CallTerms terms, int notificationsBefore,
        bool? begun = null)
    {
        if (exception is not ConnectionLostException lost)
        {
            worker.Kill();
            return exception is IncomingTooLargeException
                ? new MessageTooLargeException(exception.Message, exception)
                : new WorkerProtocolException($"Worker process {worker.ProcessId} broke the protocol during {method.Id}: {exception.Message}", exception);
        }

        switch (reason)
        {
            case StopReason.TimedOut:
                return TimedOut(method, terms, null);
            case StopReason.Cancelled:
                return new OperationCanceledException(terms.Token);
            case StopReason.Terminated:
                return Terminated();
        }

        WorkerCrashedException crash = worker.DescribeCrash(method.Id);
        worker.Kill();
        // "Unread" speaks of the last bytes sent: only if those were the request was it the request that was not read.
        bool unread = begun is { } known ? !known : lost.Undelivered && worker.Lane!.NotificationsSent == notificationsBefore;
        return unread ? new CallNotStartedException(crash) : crash;
    }

    private static (int Code, Exception Exception) ReadError(in JsonRpcMessage response, int maxDepth, string origin)
    {
        try
        {
            return ExceptionReader.Read(response.Error, maxDepth, origin);
        }
        catch (JsonException exception)
        {
            throw new InvalidMessageException("An error is malformed: " + exception.Message, exception);
        }
    }

    public static CallTimeoutException TimedOut(RemoteMethod method, in CallTerms terms, Exception? inner) => new(
        string.Create(CultureInfo.InvariantCulture, $"{method.Id} did not end within its limit of {terms.Limit.TotalMilliseconds:0} ms."), inner);

    public static OperationCanceledException Terminated() => new("The pool or process was terminated while the call ran.");
}
