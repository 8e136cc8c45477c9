using System.IO;
using System.Text.Json.Serialization;
using ProcessIsolate.Channels;
using ProcessIsolate.Sharing;

namespace ProcessIsolate;

/// <summary>One end of a connection between two processes; Python's <c>multiprocessing.Pipe</c>.</summary>
/// <typeparam name="T">What both ends send and receive.</typeparam>
/// <remarks>See <see cref="ProcessPipe{TSend, TReceive}"/>, which says how an end behaves.</remarks>
[JsonConverter(typeof(SharedObjectConverterFactory))]
public sealed class ProcessPipe<T> : ProcessPipe<T, T>
{
    static ProcessPipe() => SharedTypes.Register<ProcessPipe<T>>(
        SharedKind.Pipe, static (entry, end) => new ProcessPipe<T>(entry, end, PipeLayout.Read(entry.Segment), isMade: false));

    private ProcessPipe(SegmentEntry entry, int end, int capacity, bool isMade)
        : base(entry, end, capacity, isMade)
    {
    }

    /// <summary>Makes a pipe.</summary>
    /// <returns>Its two ends.</returns>
    /// <exception cref="IOException">Memory is short.</exception>
    public static new (ProcessPipe<T> First, ProcessPipe<T> Second) Create()
    {
        SegmentEntry entry = CreateSegment();
        ProcessPipe<T> first = new(entry, 0, PipeLayout.DefaultCapacity, isMade: true);
        ProcessPipe<T> second = new(entry, 1, PipeLayout.DefaultCapacity, isMade: true);
        return (SegmentRegistry.Shared.Views.Adopt(entry, 0, first), SegmentRegistry.Shared.Views.Adopt(entry, 1, second));
    }
}
