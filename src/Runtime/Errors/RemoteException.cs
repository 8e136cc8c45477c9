using System;
using System.Text;

namespace ProcessIsolate;

/// <summary>
/// An exception thrown in a worker whose type this process does not rebuild: neither a known exception of the base class
/// library nor one the generator saw in the method.
/// </summary>
/// <remarks>Type names from the wire are only shown, never loaded.</remarks>
public sealed class RemoteException : ProcessIsolateException
{
    /// <summary>Initializes the exception.</summary>
    public RemoteException()
        : this("An exception was thrown in a worker.")
    {
    }

    /// <summary>Initializes the exception with a message.</summary>
    public RemoteException(string? message)
        : this(message, (Exception?)null)
    {
    }

    /// <summary>Initializes the exception with a message and its cause.</summary>
    public RemoteException(string? message, Exception? innerException)
        : this(message, typeof(Exception).FullName!, null, innerException)
    {
    }

    /// <summary>Initializes the exception.</summary>
    /// <param name="message">The remote exception's message.</param>
    /// <param name="remoteTypeName">The full name of its type.</param>
    /// <param name="remoteStackTrace">Its stack trace in the worker.</param>
    /// <param name="innerException">Its own inner exception.</param>
    public RemoteException(string? message, string remoteTypeName, string? remoteStackTrace, Exception? innerException)
        : base(message, innerException)
    {
        RemoteTypeName = remoteTypeName;
        RemoteStackTrace = remoteStackTrace;
    }

    /// <summary>The full name of the exception's type in the worker.</summary>
    public string RemoteTypeName { get; }

    /// <summary>The stack trace in the worker.</summary>
    /// <value>Null when the peer sent none.</value>
    public string? RemoteStackTrace { get; }

    /// <summary>The remote type before the usual text, the remote stack included.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append(typeof(RemoteException).FullName).Append(": (").Append(RemoteTypeName).Append(") ").Append(Message);
        if (InnerException is not null)
        {
            text.Append(Environment.NewLine).Append(" ---> ").Append(InnerException);
        }

        if (StackTrace is { Length: > 0 } stack)
        {
            text.Append(Environment.NewLine).Append(stack);
        }

        return text.ToString();
    }
}
