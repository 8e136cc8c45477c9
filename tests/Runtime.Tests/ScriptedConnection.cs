using System;
using System.Collections.Generic;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Runtime.Tests;

/// <summary>A peer that sends given bytes in given pieces and then closes.</summary>
internal sealed class ScriptedConnection(IEnumerable<ReadOnlyMemory<byte>> pieces) : Connection
{
    private readonly Queue<ReadOnlyMemory<byte>> pieces = new(pieces);

    public override int Receive(Span<byte> buffer)
    {
        if (!pieces.TryDequeue(out ReadOnlyMemory<byte> piece))
        {
            return 0;
        }

        int count = Math.Min(buffer.Length, piece.Length);
        piece.Span[..count].CopyTo(buffer);
        if (count < piece.Length)
        {
            // The rest comes before everything else.
            ReadOnlyMemory<byte>[] later = [piece[count..], .. pieces];
            pieces.Clear();
            Array.ForEach(later, pieces.Enqueue);
        }

        return count;
    }

    public override void Send(ReadOnlySpan<byte> bytes) => throw new NotSupportedException();

    public override bool CanSendNow() => false;

    public override bool HasUnreadData() => pieces.Count > 0;

    public override void Abort() => pieces.Clear();
}
