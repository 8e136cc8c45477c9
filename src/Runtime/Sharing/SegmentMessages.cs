using System;
using System.IO;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using ProcessIsolate.Rpc;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Sharing;

/// <summary>What a host and a worker say to one another about a segment.</summary>
internal enum SegmentWord
{
    /// <summary>No message about segments.</summary>
    None,

    /// <summary>Both: here is its memory.</summary>
    Segment,

    /// <summary>Worker: it has met the id and has no memory.</summary>
    Wanted,

    /// <summary>Host: nor has the host.</summary>
    Unknown,

    /// <summary>Worker: it has the memory no longer.</summary>
    Dropped,

    /// <summary>Worker: an object lies in a channel, or in the answer to a call, from here on.</summary>
    Stored,

    /// <summary>Worker: an object was taken out of a channel, or was not put there after all.</summary>
    Taken,

    /// <summary>Host: nothing but workers holds it.</summary>
    LetGo,

    /// <summary>Windows, host: the memory was opened here; its name need not be kept alive any more.</summary>
    Known,
}

/// <summary>The notifications about shared segments.</summary>
internal static class SegmentMessages
{
    /// <summary>What a notification says; <see cref="SegmentWord.None"/> when it is about something else.</summary>
    public static SegmentWord Parse(ReadOnlySpan<byte> method)
    {
        if (!method.StartsWith("$/segment"u8))
        {
            return SegmentWord.None;
        }

        for (SegmentWord word = SegmentWord.Segment; word <= SegmentWord.Known; word++)
        {
            if (method.SequenceEqual(NameOf(word)))
            {
                return word;
            }
        }

        return SegmentWord.None;
    }

    /// <summary>A message that carries a segment; its descriptor is sent along, on Windows its name says which it is.</summary>
    public static ReadOnlyMemory<byte> WriteSegment(JsonRpcWriter writer, SegmentEntry entry) =>
        writer.Write(null, NameOf(SegmentWord.Segment), json =>
        {
            json.WriteString("id"u8, entry.Id);
            json.WriteNumber("kind"u8, (int)entry.Kind);
            json.WriteNumber("size"u8, entry.Segment.Size);
            if (entry.Segment.Name is { } name)
            {
                json.WriteString("name"u8, name);
            }
        });

    /// <summary>Any other message.</summary>
    public static ReadOnlyMemory<byte> WriteWord(JsonRpcWriter writer, SegmentOutbox.Letter letter) =>
        writer.Write(null, NameOf(letter.Word), json =>
        {
            json.WriteString("id"u8, letter.Id);
            if (letter.Channel is { } channel)
            {
                json.WriteString("channel"u8, channel);
            }

            if (letter.Call is { } call)
            {
                json.WriteNumber("call"u8, call);
            }

            if (letter.Now)
            {
                json.WriteBoolean("now"u8, true);
            }
        });

    /// <summary>The id of the segment that a message is about.</summary>
    /// <exception cref="InvalidMessageException">There is none.</exception>
    public static Guid ReadId(JsonElement parameters, string name = "id") => TryReadId(parameters, name, out Guid id)
        ? id
        : throw new InvalidMessageException("A message about a shared segment has no id.");

    /// <summary>As <see cref="ReadId"/>, where there need not be one.</summary>
    public static bool TryReadId(JsonElement parameters, string name, out Guid id) =>
        Guid.TryParseExact(ProtocolNames.Text(parameters, name), "D", out id);

    /// <summary>Whether the worker is to look at once for what it can give back.</summary>
    public static bool ReadNow(JsonElement parameters) =>
        parameters.ValueKind == JsonValueKind.Object && parameters.TryGetProperty("now"u8, out JsonElement now) && now.ValueKind == JsonValueKind.True;

    /// <summary>What the memory that was sent should be.</summary>
    /// <exception cref="InvalidMessageException">The message does not say it.</exception>
    public static (SharedKind Kind, long Size) ReadKind(JsonElement parameters)
    {
        int kind = ProtocolNames.Number(parameters, "kind", -1);
        long size = ProtocolNames.LongNumber(parameters, "size", 0);
        return kind is > 0 and <= (int)SharedKind.Countdown && size > 0
            ? ((SharedKind)kind, size)
            : throw new InvalidMessageException("A shared segment came without its kind or its size.");
    }

    /// <summary>Opens the memory that was sent.</summary>
    /// <param name="parameters">The message.</param>
    /// <param name="size">What it says of the size.</param>
    /// <param name="descriptor">What came along; owned by the segment from here on.</param>
    /// <returns>Null, on Windows: it is gone. A name keeps nothing alive, unlike a descriptor. The sender ended before it heard that the
    /// segment is known here, so no object of it was sent either.</returns>
    /// <exception cref="InvalidMessageException">The memory is not what it should be.</exception>
    public static SharedSegment? Open(JsonElement parameters, long size, SafeFileHandle? descriptor)
    {
        try
        {
            return OperatingSystem.IsWindows() ? SharedSegment.OpenNamed(ProtocolNames.Text(parameters, "name") ?? "", size)
                : descriptor is null ? throw new InvalidMessageException("A shared segment came without its memory.")
                : SharedSegment.Open(Take(descriptor), size);
        }
        catch (FileNotFoundException) when (OperatingSystem.IsWindows())
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidMessageException("A shared segment could not be opened: " + exception.Message, exception);
        }
    }

    private static SafeFileHandle Take(SafeFileHandle descriptor)
    {
        SafeFileHandle own = new(descriptor.DangerousGetHandle(), ownsHandle: true);
        descriptor.SetHandleAsInvalid();
        return own;
    }

    private static ReadOnlySpan<byte> NameOf(SegmentWord word) => word switch
    {
        SegmentWord.Segment => "$/segment"u8,
        SegmentWord.Wanted => "$/segmentWanted"u8,
        SegmentWord.Unknown => "$/segmentUnknown"u8,
        SegmentWord.Dropped => "$/segmentDropped"u8,
        SegmentWord.Stored => "$/segmentStored"u8,
        SegmentWord.Taken => "$/segmentTaken"u8,
        SegmentWord.LetGo => "$/segmentLetGo"u8,
        SegmentWord.Known => "$/segmentKnown"u8,
        _ => default,
    };
}
