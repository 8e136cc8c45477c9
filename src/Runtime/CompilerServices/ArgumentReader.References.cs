using System;
using ProcessIsolate.Rpc;
using ProcessIsolate.Workers;

namespace ProcessIsolate.CompilerServices;

/// <content>Arguments that are not copied.</content>
public ref partial struct ArgumentReader
{
    /// <summary>Reads what <see cref="ArgumentWriter.WriteProgress"/> wrote.</summary>
    public IProgress<T>? ReadProgress<T>()
    {
        if (TryReadNull())
        {
            return null;
        }

        int number = ReadInt32();
        return isExact && WorkerIdentity.Current?.Progress is { } progress
            ? progress.ReceiverOf<T>(number)
            : throw new InvalidMessageException("A receiver of reports is named where there can be none.");
    }
}
