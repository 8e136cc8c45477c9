using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.CompilerServices;

namespace ProcessIsolate.Calls;

/// <summary>Makes a span of each call, where something listens. What runs in the worker is its child.</summary>
internal static class CallTracing
{
    public static TResult InvokeTraced<TArgs, TResult>(
        this CallDispatcher dispatcher, RemoteMethod<TArgs, TResult> method, in TArgs arguments, CancellationToken token, CallTokens? tokens = null)
        where TArgs : struct
    {
        if (!Telemetry.IsTracing)
        {
            return dispatcher.Invoke(method, arguments, token, tokens);
        }

        using Activity? activity = Telemetry.StartCall(method.Id, dispatcher.Workers.Name);
        try
        {
            return dispatcher.Invoke(method, arguments, token, tokens);
        }
        catch (Exception exception)
        {
            activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
            throw;
        }
    }

    public static Task<TResult> InvokeTracedAsync<TArgs, TResult>(
        this CallDispatcher dispatcher, RemoteMethod<TArgs, TResult> method, in TArgs arguments, CancellationToken token, CallTokens? tokens = null,
        bool cancelsAll = false)
        where TArgs : struct
    {
        return Telemetry.IsTracing
            ? TraceAsync(dispatcher, method, arguments, token, tokens, cancelsAll)
            : dispatcher.InvokeAsync(method, arguments, token, tokens, cancelsAll);
    }

    private static async Task<TResult> TraceAsync<TArgs, TResult>(
        CallDispatcher dispatcher, RemoteMethod<TArgs, TResult> method, TArgs arguments, CancellationToken token, CallTokens? tokens, bool cancelsAll)
        where TArgs : struct
    {
        using Activity? activity = Telemetry.StartCall(method.Id, dispatcher.Workers.Name);
        try
        {
            return await dispatcher.InvokeAsync(method, arguments, token, tokens, cancelsAll).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
            throw;
        }
    }
}
