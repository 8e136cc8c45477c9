using System;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Workers;

/// <summary>Writes what a method threw, or what went wrong around it, as the answer to its call.</summary>
internal static class CallFailures
{
    private const int ShortMessage = 1000;

    /// <summary>The answer to a call that failed.</summary>
    /// <param name="call">Which failed.</param>
    /// <param name="exception">How.</param>
    /// <param name="method">What it called.</param>
    /// <param name="reports">Whether stderr is told, too.</param>
    public static ReadOnlyMemory<byte> Write(WorkerCall call, Exception exception, RemoteMethod method, bool reports)
    {
        if (exception is OutOfMemoryException && WorkerIdentity.Current is { HasHeapLimit: true })
        {
            // The call has crossed the limit, and nothing that runs here afterwards can rely on memory. The host reads these words.
            Environment.FailFast("Out of memory.", exception);
        }

        int code = call.Phase switch
        {
            CallPhase.ReadingArguments when !call.IsCancelled => ErrorCodes.InvalidParams,
            CallPhase.WritingResult => ErrorCodes.ResponseSerializationFailure,
            _ when exception is OperationCanceledException && (call.IsCancelled || call.CancelledTokens != 0) => ErrorCodes.RequestCanceled,
            _ => ErrorCodes.InvocationError,
        };
        if (reports && code != ErrorCodes.RequestCanceled)
        {
            Console.Error.WriteLine($"Unhandled exception in {method.Id}. {exception}");
        }

        ReadOnlySpan<byte> id = call.RawId;
        try
        {
            return call.Writer.WriteError(id, code, exception.Message, exception, call.Received);
        }
        catch (Exception unwritable) when (unwritable is not ConnectionLostException)
        {
            // An exception whose own members throw, or too large a message: the type's name is worth more than nothing.
            return call.Writer.WriteError(
                id, code, $"{exception.GetType().FullName} (its details could not be sent: {unwritable.GetType().Name}){Beginning(exception)}", null);
        }
    }

    // The message's, where that is what is too long.
    private static string Beginning(Exception exception)
    {
        try
        {
            string message = exception.Message;
            return message.Length <= ShortMessage ? "" : ": " + message[..ShortMessage] + "...";
        }
        catch (Exception)
        {
            return "";
        }
    }
}
