using System;
using System.Globalization;

namespace ProcessIsolate;

/// <summary>Arguments or a result are larger than <see cref="ProcessPoolOptions.MaxMessageBytes"/>; nothing was sent.</summary>
public sealed class MessageTooLargeException : ProcessIsolateException
{
    /// <summary>Initializes the exception.</summary>
    public MessageTooLargeException()
        : base("A message is larger than the limit.")
    {
    }

    /// <summary>Initializes the exception with a message.</summary>
    public MessageTooLargeException(string? message)
        : base(message)
    {
    }

    /// <summary>Initializes the exception with a message and its cause.</summary>
    public MessageTooLargeException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal MessageTooLargeException(long bytes, long limit)
        : base($"A message of at least {bytes:N0} bytes exceeds the limit of {limit:N0} bytes "
            + $"({nameof(ProcessPoolOptions)}.{nameof(ProcessPoolOptions.MaxMessageBytes)})."
            + (bytes > int.MaxValue ? " No message holds 2 GiB: send the data in pieces." : ""))
    {
        Bytes = bytes;
        Limit = limit;
    }

    internal MessageTooLargeException(int item, MessageTooLargeException exception)
        : base(string.Create(CultureInfo.InvariantCulture, $"Item {item} of the map cannot be sent. {exception.Message}"), exception)
    {
        Bytes = exception.Bytes;
        Limit = exception.Limit;
    }

    /// <summary>The size reached when the limit was passed, in bytes; 0 when not known.</summary>
    public long Bytes { get; }

    /// <summary>The limit, in bytes; 0 when not known.</summary>
    public long Limit { get; }
}
