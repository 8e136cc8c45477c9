using System;
using ProcessIsolate.Synchronization;

namespace ProcessIsolate.Channels;

/// <summary>Makes items of the messages that one end of a pipe receives.</summary>
internal sealed class PipeItemReceiver<T>(SharedObject owner, PipeCore core)
{
    private readonly ItemCodec<T> codec = new(owner, keepsTaken: false);

    /// <inheritdoc cref="PipeCore.Receive"/>
    public bool Receive(in WaitBudget budget, out T item, bool isBegun = false)
    {
        item = default!;
        return core.Receive(ExactBytes(ref item), out PipeItem received, budget, isBegun) && Decode(received, ref item);
    }

    /// <inheritdoc cref="PipeCore.TryReceive"/>
    public bool TryReceive(out T item, out bool isBegun, out bool isBusy)
    {
        item = default!;
        return core.TryReceive(ExactBytes(ref item), out PipeItem received, out isBegun, out isBusy) && Decode(received, ref item);
    }

    private static Span<byte> ExactBytes(ref T item) => ItemCodec<T>.IsPlain ? ItemCodec<T>.AsBytes(ref item) : [];

    // No lock is held here.
    private bool Decode(PipeItem received, ref T item)
    {
        try
        {
            if (ItemCodec<T>.IsPlain)
            {
                PlainItem.Require(ref item, received.Length);
            }
            else if (received.Length >= 0)
            {
                item = codec.Decode(received.Bytes);
            }

            return true;
        }
        finally
        {
            received.Return();
        }
    }
}
