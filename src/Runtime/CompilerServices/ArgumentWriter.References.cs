using System;
using ProcessIsolate.References;

namespace ProcessIsolate.CompilerServices;

/// <content>Arguments that are not copied: their use is carried back to the caller.</content>
public sealed partial class ArgumentWriter
{
    /// <summary>What the arguments refer to in this process; null where none may.</summary>
    internal CallReferences? References { get; set; }

    /// <summary>Writes a receiver of reports.</summary>
    /// <exception cref="NotSupportedException">The worker is a foreign one.</exception>
    public void WriteProgress<T>(IProgress<T>? value)
    {
        if (value is null)
        {
            json.WriteNullValue();
        }
        else
        {
            json.WriteNumberValue(RequireReferences("IProgress<T>").Add(value));
        }
    }

    private CallReferences RequireReferences(string what) => IsExact && MayAttach && References is { } references
        ? references
        : throw new NotSupportedException($"{what} as an argument needs a worker of the same build.");
}
