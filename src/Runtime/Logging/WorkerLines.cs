using System;
using System.Buffers;
using System.Text;
using Microsoft.Extensions.Logging;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Logging;

/// <summary>Makes log events of what one worker writes.</summary>
/// <remarks>Each of the two streams has one thread that reads it.</remarks>
internal sealed class WorkerLines(PoolLog log, int workerId) : ChildOutput
{
    /// <summary>The most bytes of a line; a longer one becomes several.</summary>
    public const int MaxLineBytes = 8 * 1024;

    private const byte LineEnd = (byte)'\n';

    private readonly Partial output = new();
    private readonly Partial errors = new();

    /// <summary>What the worker runs; set once it is started.</summary>
    public WorkerActivity? Activity { get; set; }

    public override bool IsFull => log.IsFull;

    public override void WaitForRoom() => log.WaitForRoom();

    public override void Add(int processId, bool isError, ReadOnlySpan<byte> bytes)
    {
        Partial partial = isError ? errors : output;
        int end = bytes.LastIndexOf(LineEnd) + 1;
        if (end > 0)
        {
            Post(processId, isError, partial.TakeWith(bytes[..end]));
        }

        ReadOnlySpan<byte> rest = bytes[end..];
        while (!partial.TryAdd(rest, out int taken))
        {
            rest = rest[taken..];
            Post(processId, isError, partial.TakeWhole());
        }
    }

    public override void End(int processId, bool isError)
    {
        if ((isError ? errors : output).TakeWith([]) is { Length: > 0 } last)
        {
            Post(processId, isError, last);
        }
    }

    private void Post(int processId, bool isError, byte[] block)
    {
        // Of the call that runs as the line is read, which is right after it was written, or of the one before.
        string? method = Activity?.LastMethod;
        log.PostLines(block.Length, block.AsSpan().Count(LineEnd) + 1, (logger, pool, moved) =>
            Write(logger, pool, processId, isError, method, block, moved));
    }

    private void Write(ILogger logger, string pool, int processId, bool isError, string? method, ReadOnlySpan<byte> block, Action moved)
    {
        if (!logger.IsEnabled(isError ? LogLevel.Warning : LogLevel.Information))
        {
            return;
        }

        while (!block.IsEmpty)
        {
            int length = LengthOfLine(block, out int withEnd);
            string line = Encoding.UTF8.GetString(block[..length]);
            block = block[withEnd..];
            if (isError)
            {
                LogMessages.StandardError(logger, pool, workerId, processId, method, line);
            }
            else
            {
                LogMessages.StandardOutput(logger, pool, workerId, processId, method, line);
            }

            moved();
        }
    }

    // A piece of a long line ends before a character, not in it.
    private static int LengthOfLine(ReadOnlySpan<byte> block, out int withEnd)
    {
        int length = block[..Math.Min(block.Length, MaxLineBytes + 1)].IndexOf(LineEnd);
        if (length >= 0)
        {
            withEnd = length + 1;
            return length > 0 && block[length - 1] == '\r' ? length - 1 : length;
        }

        withEnd = block.Length <= MaxLineBytes ? block.Length : MaxLineBytes - BytesOfHalfCharacter(block[..MaxLineBytes]);
        return withEnd;
    }

    private static int BytesOfHalfCharacter(ReadOnlySpan<byte> text) =>
        Rune.DecodeLastFromUtf8(text, out _, out int count) == OperationStatus.NeedMoreData ? count : 0;

    /// <summary>The beginning of a line that has no end yet.</summary>
    private sealed class Partial
    {
        private byte[] kept = [];
        private int length;

        public byte[] TakeWith(ReadOnlySpan<byte> more)
        {
            byte[] all = new byte[length + more.Length];
            kept.AsSpan(0, length).CopyTo(all);
            more.CopyTo(all.AsSpan(length));
            length = 0;
            return all;
        }

        /// <summary>Takes all but a character that has only begun.</summary>
        public byte[] TakeWhole()
        {
            int half = BytesOfHalfCharacter(kept.AsSpan(0, length));
            byte[] whole = kept[..(length - half)];
            kept.AsSpan(length - half, half).CopyTo(kept);
            length = half;
            return whole;
        }

        /// <returns>False when there is no more room.</returns>
        public bool TryAdd(ReadOnlySpan<byte> bytes, out int taken)
        {
            taken = Math.Min(bytes.Length, MaxLineBytes - length);
            if (length + taken > kept.Length)
            {
                Array.Resize(ref kept, Math.Min(MaxLineBytes, Math.Max(2 * kept.Length, length + taken)));
            }

            bytes[..taken].CopyTo(kept.AsSpan(length));
            length += taken;
            return taken == bytes.Length;
        }
    }
}
