using System;
using System.Buffers.Binary;

namespace ProcessIsolate.References;

/// <summary>What is asked of a stream of another process, and how it is answered.</summary>
internal enum StreamOp : byte
{
    /// <summary>Answer: it is done. <see cref="StreamWord.Value"/> is the result, <see cref="StreamWord.Count"/> bytes follow.</summary>
    Done,

    /// <summary>Answer: as <see cref="Done"/>, and more of the same comes.</summary>
    More,

    /// <summary>Answer: it failed; an exception of so many bytes follows.</summary>
    Failed,

    /// <summary>Up to <see cref="StreamWord.Value"/> bytes.</summary>
    Read,

    /// <summary>The bytes that follow.</summary>
    Write,

    Flush,

    /// <summary>By <see cref="StreamWord.Value"/>, from the origin that <see cref="StreamWord.Count"/> says.</summary>
    Seek,

    SetLength,

    GetLength,

    GetPosition,

    /// <summary>Disposes the stream.</summary>
    Close,

    /// <summary>No request: the one that runs is not wanted any more.</summary>
    Cancel,
}

/// <summary>A request to a stream of another process, or an answer. Bytes that belong to it follow as a message of their own.</summary>
/// <param name="Op">What.</param>
/// <param name="Count">How many bytes follow, or how many are wanted.</param>
/// <param name="Value">A position or length.</param>
/// <param name="IsAsync">Whether the asynchronous form of the member is meant.</param>
/// <param name="MayCancel">Whether <see cref="StreamOp.Cancel"/> may follow.</param>
internal readonly record struct StreamWord(StreamOp Op, int Count = 0, long Value = 0, bool IsAsync = false, bool MayCancel = false)
{
    public const int Size = 16;

    /// <summary>The most bytes in one message: longer reads and writes are several.</summary>
    public const int Piece = 256 * 1024;

    /// <summary>How many bytes are on their way at most.</summary>
    public const int Capacity = 512 * 1024;

    public void Write(Span<byte> bytes)
    {
        bytes[0] = (byte)Op;
        bytes[1] = IsAsync ? (byte)1 : (byte)0;
        bytes[2] = MayCancel ? (byte)1 : (byte)0;
        bytes[3] = 0;
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], Count);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], Value);
    }

    /// <exception cref="WorkerProtocolException">It is none.</exception>
    public static StreamWord Read(ReadOnlySpan<byte> bytes) => bytes.Length == Size && bytes[0] <= (byte)StreamOp.Cancel
        ? new StreamWord(
            (StreamOp)bytes[0], BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]), bytes[1] != 0, bytes[2] != 0)
        : throw new WorkerProtocolException("What was received of a stream is no word.");
}
