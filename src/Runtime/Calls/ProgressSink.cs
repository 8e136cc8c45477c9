using System;
using System.Text;
using System.Text.Json;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.References;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Calls;

/// <summary>The caller's receiver of what a method reports.</summary>
internal abstract class ProgressSink
{
    /// <summary>Takes a report of this process.</summary>
    public abstract void Report<TValue>(TValue value);

    /// <summary>Takes a report that a worker sent.</summary>
    /// <param name="typeName">What the worker calls its type; compared, never looked up.</param>
    /// <param name="bytes">The value.</param>
    /// <exception cref="InvalidMessageException">It is no value of the type.</exception>
    public abstract void Receive(string? typeName, IAttachments? bytes);

    /// <summary>Takes a report that names no type: it is of this receiver's.</summary>
    /// <inheritdoc cref="Receive(string?, IAttachments?)"/>
    public abstract void Receive(IAttachments? bytes);
}

/// <inheritdoc/>
internal sealed class ProgressSink<T>(IProgress<T> receiver) : ProgressSink
{
    public override void Report<TValue>(TValue value)
    {
        if (typeof(TValue) == typeof(T) && receiver is IProgress<TValue> own)
        {
            own.Report(value);
        }
    }

    public override void Receive(string? typeName, IAttachments? bytes)
    {
        // A method may report values of several types, to whom they may concern.
        if (typeName == ProgressType<T>.Name)
        {
            Receive(bytes);
        }
    }

    public override void Receive(IAttachments? bytes) => receiver.Report(Read(bytes));

    private static T Read(IAttachments? bytes)
    {
        try
        {
            ArgumentReader reader = ArgumentReader.ForResult(default, 0, bytes, isExact: true);
            return reader.ReadGraph<T>();
        }
        catch (Exception exception) when (exception is not (ConnectionLostException or IncomingTooLargeException or InvalidMessageException))
        {
            throw new InvalidMessageException("A report is no value of its type: " + exception.Message, exception);
        }
    }
}

/// <summary>What the type of a report is called on its way; both processes run the same build.</summary>
internal static class ProgressType<T>
{
    // With its assembly: several may have a type of one name.
    public static string Name { get; } = $"{typeof(T).FullName ?? typeof(T).Name}, {typeof(T).Assembly.GetName().Name}";
}

/// <summary>Brings the reports of one call to their receivers, on the thread that waits for the answer.</summary>
/// <param name="sink">The receiver of what names none; null where there is none.</param>
/// <param name="references">The receivers among the arguments.</param>
/// <param name="id">The call's.</param>
internal sealed class CallProgress(ProgressSink? sink, CallReferences? references, long id)
{
    private Exception? failure;

    /// <summary>For a call whose arguments are written.</summary>
    /// <returns>Null where none of its reports has a receiver.</returns>
    public static CallProgress? For(ProgressSink? sink, CallReferences? references, long id) =>
        sink is not null || references is { HasReceivers: true } ? new CallProgress(sink, references, id) : null;

    /// <summary>Sees to a notification, if it is a report.</summary>
    /// <exception cref="InvalidMessageException">It is a wrong one.</exception>
    public bool OnNotification(in JsonRpcMessage message)
    {
        if (!message.Method.Span.SequenceEqual(ProtocolNames.Progress))
        {
            return false;
        }

        JsonElement parameters = ProtocolNames.Parse(message.Params);
        if (ProtocolNames.ReadId(parameters) != id)
        {
            throw new InvalidMessageException($"The notification '{Encoding.UTF8.GetString(ProtocolNames.Progress)}' has the id of no call that runs.");
        }

        int receiver = ProtocolNames.Number(parameters, "receiver", -1);
        ProgressSink? named = receiver < 0 ? sink : references?.ReceiverOf(receiver) ?? throw new InvalidMessageException("A report names a receiver that the call does not have.");
        string? type = receiver < 0 ? ProtocolNames.Text(parameters, "type") : null;
        try
        {
            if (receiver < 0)
            {
                named?.Receive(type, message.Attachments);
            }
            else
            {
                named!.Receive(message.Attachments);
            }
        }
        catch (Exception exception) when (exception is not (ConnectionLostException or IncomingTooLargeException or InvalidMessageException))
        {
            // The receiver's own. It must not leave the worker's answer unread.
            failure ??= exception;
        }

        return true;
    }

    /// <summary>What the receiver has thrown is the call's failure, as where the method runs in this process.</summary>
    public void ThrowIfFailed()
    {
        if (failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }
}
