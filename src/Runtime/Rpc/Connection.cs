using System;
using Microsoft.Win32.SafeHandles;

namespace ProcessIsolate.Rpc;

/// <summary>A byte stream to one peer, the lowest layer of a lane.</summary>
/// <remarks>One reader at a time and one writer at a time; the two may be different threads. <see cref="Abort"/> may be
/// called from any thread and ends both. All methods throw <see cref="ConnectionLostException"/> when the peer is gone,
/// except that reading an orderly end returns 0.</remarks>
internal abstract class Connection : IDisposable
{
    /// <summary>Blocks until some bytes arrive; 0 at the end of the stream.</summary>
    public abstract int Receive(Span<byte> buffer);

    /// <summary>As <see cref="Receive"/>, from a peer that does not announce everything it sends at once.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="spin">Whether something is expected within microseconds.</param>
    /// <returns>0 when nothing came for a while; the end of the stream is an error.</returns>
    public virtual int ReceiveRecords(Span<byte> buffer, bool spin)
    {
        int count = Receive(buffer);
        return count > 0 ? count : throw new ConnectionLostException(undelivered: false);
    }

    /// <summary>Receives what is here; 0 when there is nothing. The end of the stream is an error.</summary>
    public virtual int ReceiveNow(Span<byte> buffer)
    {
        if (!HasUnreadData())
        {
            return 0;
        }

        int count = Receive(buffer);
        return count > 0 ? count : throw new ConnectionLostException(undelivered: false);
    }

    /// <summary>Blocks until all bytes are handed to the system.</summary>
    public abstract void Send(ReadOnlySpan<byte> bytes);

    /// <summary>Whether a few bytes could be sent now without blocking.</summary>
    public abstract bool CanSendNow();

    /// <summary>Whether bytes, or the end of the stream, wait to be read.</summary>
    public abstract bool HasUnreadData();

    /// <summary>The next of the descriptors that came with the bytes received so far; null where there is none.</summary>
    public virtual SafeFileHandle? TakeDescriptor() => null;

    /// <summary>As <see cref="Send(ReadOnlySpan{byte})"/>, with a descriptor that travels along.</summary>
    public virtual void Send(ReadOnlySpan<byte> bytes, SafeFileHandle descriptor) =>
        throw new NotSupportedException("This connection carries no descriptors.");

    /// <summary>Keeps what the connection stands on from going away while it is used, an abort notwithstanding.</summary>
    /// <returns>False when it is gone already.</returns>
    public virtual bool TryAcquire() => true;

    /// <summary>Ends one <see cref="TryAcquire"/>.</summary>
    public virtual void Release()
    {
    }

    /// <summary>The peer is dead: what it has sent is still received, and then the end, even if another process holds the other end open.</summary>
    public virtual void EndReceiving()
    {
    }

    /// <summary>Ends the connection from any thread; blocked calls return.</summary>
    public abstract void Abort();

    /// <inheritdoc/>
    public void Dispose() => Abort();
}
