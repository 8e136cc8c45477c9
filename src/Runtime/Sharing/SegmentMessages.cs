using System;
using System.IO;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using ProcessIsolate.Rpc;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Sharing;

/// <summary>The notifications about shared segments; both directions use the same ones.</summary>
internal static class SegmentMessages
{
    public static ReadOnlySpan<byte> Segment => "$/segment"u8;

    public static ReadOnlySpan<byte> Wanted => "$/segmentWanted"u8;

    public static ReadOnlySpan<byte> Unknown => "$/segmentUnknown"u8;

    public static ReadOnlySpan<byte> Dropped => "$/segmentDropped"u8;

    /// <summary>Windows: the host has opened a segment that it was sent; its name need not be kept alive for it any more.</summary>
    public static ReadOnlySpan<byte> Known => "$/segmentKnown"u8;

    public static ReadOnlySpan<byte> InTransit => "$/segmentInTransit"u8;

    /// <summary>A message that carries a segment; its descriptor is sent along, on Windows its name says which it is.</summary>
    public static ReadOnlyMemory<byte> WriteSegment(JsonRpcWriter writer, SegmentEntry entry) => writer.Write(null, Segment, json =>
    {
        json.WriteString("id"u8, entry.Id);
        json.WriteNumber("kind"u8, (int)entry.Kind);
        json.WriteNumber("size"u8, entry.Segment.Size);
        if (entry.Segment.Name is { } name)
        {
            json.WriteString("name"u8, name);
        }
    });

    public static ReadOnlyMemory<byte> WriteId(JsonRpcWriter writer, ReadOnlySpan<byte> method, Guid id, int times = 0) =>
        writer.Write(null, method, json =>
        {
            json.WriteString("id"u8, id);
            if (times > 0)
            {
                json.WriteNumber("times"u8, times);
            }
        });

    /// <summary>Takes in a segment that was received.</summary>
    /// <exception cref="InvalidMessageException">The message or the memory is not what it should be.</exception>
    public static void Accept(JsonElement parameters, Connection connection, WorkerSegments? from)
    {
        using SafeFileHandle? descriptor = connection.TakeDescriptor();
        int kind = ProtocolNames.Number(parameters, "kind", -1);
        long size = ProtocolNames.LongNumber(parameters, "size", 0);
        bool hasMemory = OperatingSystem.IsWindows() || descriptor is not null;
        if (!hasMemory || !TryReadId(parameters, out Guid id) || kind is <= 0 or > (int)SharedKind.Countdown)
        {
            throw new InvalidMessageException("A shared segment came without its id, its kind or its memory.");
        }

        try
        {
            SharedSegment segment = OperatingSystem.IsWindows()
                ? SharedSegment.OpenNamed(ProtocolNames.Text(parameters, "name") ?? "", size)
                : SharedSegment.Open(Take(descriptor!), size);
            SegmentTable.Shared.Arrived(id, (SharedKind)kind, segment, from);
            if (OperatingSystem.IsWindows())
            {
                from?.Acknowledge(id);
            }
        }
        catch (FileNotFoundException) when (OperatingSystem.IsWindows())
        {
            // A name keeps nothing alive, unlike a descriptor. The sender ended before it heard that the segment is known here,
            // so it has not sent anybody an object of it either.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidMessageException("A shared segment could not be opened: " + exception.Message, exception);
        }
    }

    // The segment owns the descriptor from here on.
    private static SafeFileHandle Take(SafeFileHandle descriptor)
    {
        SafeFileHandle own = new(descriptor.DangerousGetHandle(), ownsHandle: true);
        descriptor.SetHandleAsInvalid();
        return own;
    }

    public static bool TryReadId(JsonElement parameters, out Guid id)
    {
        id = default;
        return Guid.TryParseExact(ProtocolNames.Text(parameters, "id"), "D", out id);
    }
}
