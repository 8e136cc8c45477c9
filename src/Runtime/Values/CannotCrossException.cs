using System;

namespace ProcessIsolate.Values;

/// <summary>A value that cannot be copied to another process, found by the sender before anything was sent.</summary>
internal sealed class CannotCrossException(string reason, Type type) : NotSupportedException
{
    private string path = "";

    /// <summary>Why, in half a sentence.</summary>
    public string Reason { get; } = reason;

    /// <summary>The type of the refused value.</summary>
    public Type RefusedType { get; } = type;

    /// <summary>Where in the value it stands, such as <c>Order.Lines[3].Handler</c>.</summary>
    public string Path => path;

    public override string Message => $"'{path}' ({RefusedType}) cannot cross to another process: {Reason}.";

    /// <summary>Names the place one step further out.</summary>
    public void Prepend(string step) => path = step + path;
}
