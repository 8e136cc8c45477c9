using System;

namespace ProcessIsolate.Rpc;

/// <summary>Raw bytes that follow a message's JSON text: large arrays of plain values.</summary>
internal interface IAttachments
{
    /// <summary>How many bytes were not read yet.</summary>
    long Left { get; }

    /// <summary>Fills the destination with the next bytes, straight from the transport.</summary>
    /// <exception cref="InvalidMessageException">Fewer bytes are left.</exception>
    void Read(Span<byte> destination);
}

/// <summary>Raw bytes that were received before they were asked for.</summary>
internal sealed class BufferedAttachments : IAttachments
{
    private byte[] bytes = [];
    private int position;
    private int end;

    public long Left => end - position;

    /// <summary>Gives out a piece of an array from here on.</summary>
    public BufferedAttachments Set(byte[] array, int start, int length)
    {
        bytes = array;
        position = start;
        end = start + length;
        return this;
    }

    public void Read(Span<byte> destination)
    {
        if (destination.Length > Left)
        {
            throw new InvalidMessageException("A message refers to more raw bytes than follow it.");
        }

        bytes.AsSpan(position, destination.Length).CopyTo(destination);
        position += destination.Length;
    }
}
