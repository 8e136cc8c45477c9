using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ProcessIsolate.Rpc;
using ProcessIsolate.Sharing;

namespace ProcessIsolate.CompilerServices;

/// <content>The raw bytes that follow a message: pieces of arrays, and texts.</content>
public sealed partial class ArgumentWriter
{
    // No list: its code for this struct would be compiled anew in every worker.
    private Attachment[] attachments = [];
    private int attachmentCount;

    /// <summary>How many raw bytes follow the message.</summary>
    internal long AttachmentLength { get; private set; }

    /// <summary>Whether the peer knows of raw bytes behind a message.</summary>
    internal bool MayAttach { get; set; }

    /// <summary>Whether the caller listens to what the method reports.</summary>
    internal bool WantsProgress { get; set; }

    /// <summary>Has a piece of an array follow the message as it is, whatever its size and without a word in the text.</summary>
    /// <param name="array">The array; its elements may travel as they lie in memory.</param>
    /// <param name="offset">The first byte.</param>
    /// <param name="length">How many.</param>
    internal void Attach(Array array, long offset, int length) => AttachAny(array, offset, length);

    /// <summary>Has whatever follows another message follow this one.</summary>
    internal void AttachAll(ArgumentWriter other)
    {
        for (int i = 0; i < other.attachmentCount; i++)
        {
            AttachAny(other.attachments[i].Source, other.attachments[i].Offset, other.attachments[i].Length);
        }

        foreach (SharedObject item in other.OutgoingSharedObjects.Objects)
        {
            OutgoingSharedObjects.Add(item);
        }
    }

    /// <summary>Puts the raw bytes behind the text that was written, where they need not follow it any more.</summary>
    internal void WriteAttachments(FrameBuffer buffer)
    {
        for (int i = 0; i < attachmentCount; i++)
        {
            ReadOnlySpan<byte> bytes = BytesOf(attachments[i]);
            bytes.CopyTo(buffer.GetSpan(bytes.Length));
            buffer.Advance(bytes.Length);
        }

        DropAttachments();
    }

    /// <summary>Has no raw bytes follow.</summary>
    internal void DropAttachments()
    {
        AttachmentLength = 0;
        Forget();
    }

    internal void Reset()
    {
        DropAttachments();
        OutgoingSharedObjects.Clear();
        ForgetTokens();
        WantsProgress = false;
        References = null;
        BeginRecord();
    }

    /// <summary>Sends the raw bytes that follow the message, straight from where they are.</summary>
    internal void SendAttachments(Connection connection)
    {
        if (attachmentCount > 0)
        {
            SendAll(connection);
        }
    }

    // A text of plain letters is twice as long in memory as it is in JSON: near the limit it may fit as JSON only.
    private bool TryAttach(string text)
    {
        long bytes = (long)text.Length * sizeof(char);
        if (bytes > limits.MaxMessageBytes - AttachmentLength)
        {
            return false;
        }

        AttachAny(text, 0, (int)bytes);
        json.WriteStartObject();
        json.WriteNumber("raw"u8, bytes);
        json.WriteEndObject();
        return true;
    }

    private void AttachAny(object source, long offset, int length)
    {
        if (length == 0)
        {
            return;
        }

        if (attachmentCount == attachments.Length)
        {
            Attachment[] larger = new Attachment[Math.Max(4, attachmentCount * 2)];
            Array.Copy(attachments, larger, attachmentCount);
            attachments = larger;
        }

        attachments[attachmentCount++] = new Attachment { Source = source, Offset = offset, Length = length };
        AttachmentLength += length;
    }

    private void SendAll(Connection connection)
    {
        for (int i = 0; i < attachmentCount; i++)
        {
            connection.Send(BytesOf(attachments[i]));
        }

        Forget();
    }

    private static ReadOnlySpan<byte> BytesOf(in Attachment attachment) => attachment.Source is string text
        ? MemoryMarshal.AsBytes(text.AsSpan())
        : MemoryMarshal.CreateReadOnlySpan(
            ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference((Array)attachment.Source), (nint)attachment.Offset), attachment.Length);

    // What was sent may be garbage by now.
    private void Forget()
    {
        for (; attachmentCount > 0; attachmentCount--)
        {
            attachments[attachmentCount - 1] = default;
        }
    }

    private struct Attachment
    {
        public object Source;
        public long Offset;
        public int Length;
    }
}
