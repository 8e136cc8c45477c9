using System;
using System.Collections.Generic;

namespace ProcessIsolate.Rpc;

/// <summary>What an exception is made from again.</summary>
internal sealed class ExceptionParts
{
    public string? Message { get; init; }

    public Exception? Inner { get; init; }

    public IReadOnlyList<Exception> Inners { get; init; } = [];

    /// <summary>The parameter, object, file or type name the exception carries.</summary>
    public string? Name { get; init; }

    public object? ActualValue { get; init; }

    public int NativeCode { get; init; }

    /// <summary>The message without the line or suffix that the exception's own Message adds to it.</summary>
    public string? BareMessage(string? addition)
    {
        int at = addition is null || Message is null ? -1 : Message.LastIndexOf(addition, StringComparison.Ordinal);
        return at > 0 ? Message![..at].TrimEnd() : Message;
    }
}
