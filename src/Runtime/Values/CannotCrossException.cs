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

    /// <summary>Names what the path begins with: a type, or the only argument in a tuple of arguments.</summary>
    public void BeginAt(Type root)
    {
        const string Only = ".Item1";
        bool isArgument = root.IsGenericType && root.GetGenericTypeDefinition() == typeof(ValueTuple<>) && path.StartsWith(Only, StringComparison.Ordinal);
        path = isArgument ? TypeNames.Short(root.GetGenericArguments()[0]) + path[Only.Length..] : TypeNames.Short(root) + path;
    }

    /// <summary>Names the place one step further out.</summary>
    public void Prepend(string step) => path = step + path;
}
