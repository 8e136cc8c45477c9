using System;
using System.Text.Json.Serialization;
using System.Threading;
using ProcessIsolate.Sharing;
using ProcessIsolate.Synchronization;

namespace ProcessIsolate;

/// <summary>A barrier between processes: none passes before all have come. The members of <see cref="Barrier"/>, and
/// <see cref="Abort"/> and <see cref="Reset"/> as in Python's.</summary>
/// <remarks>
/// <para>A participant that gives up waiting, by time or token, breaks the barrier for all, and so does a process that crashes while it
/// has the barrier; one that ends in order breaks it if another waits at that moment. All waiters, and all that come, then get a
/// <see cref="BrokenBarrierException"/> until <see cref="Reset"/>.</para>
/// <para>A delegate cannot cross to another process. Each process sets its own <see cref="PostPhaseAction"/>, or none. It runs once in
/// each phase to which at least one participant came that has one: in the last one to come, or, if that has none, in one of those
/// that wait. None passes before it is done.</para>
/// </remarks>
[JsonConverter(typeof(SharedObjectConverterFactory))]
public sealed partial class ProcessBarrier : SharedObject
{
    private readonly BarrierCore core;

    static ProcessBarrier() => SharedTypes.Register(SharedKind.Barrier, static (entry, _) => new ProcessBarrier(entry));

    /// <summary>Makes a barrier.</summary>
    /// <param name="participantCount">How many must come, 1 to 4095.</param>
    /// <param name="postPhaseAction">What this process runs at the end of a phase, if it is the one to do it.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no barriers for so many.</exception>
    /// <exception cref="PlatformNotSupportedException">This system cannot share memory between processes.</exception>
    /// <exception cref="System.IO.IOException">Memory is short.</exception>
    public ProcessBarrier(int participantCount, Action<ProcessBarrier>? postPhaseAction = null)
        : base(SegmentRegistry.Shared.Create(SharedKind.Barrier, BarrierCore.Size))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(participantCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(participantCount, BarrierCore.MaxParticipants);
        PostPhaseAction = postPhaseAction;
        core = new BarrierCore(Segment);
        core.Start(participantCount);
        SegmentRegistry.Shared.Views.Adopt(Entry, View, this);
    }

    internal ProcessBarrier(SegmentEntry entry)
        : base(entry)
    {
        BarrierCore.Check(Segment);
        core = new BarrierCore(Segment);
    }

    /// <summary>What this process runs at the end of a phase, if it is the one to do it. Null, the default in a process that received the
    /// barrier, leaves it to the others.</summary>
    public Action<ProcessBarrier>? PostPhaseAction { get; set; }

    /// <summary>How many must come.</summary>
    /// <exception cref="ObjectDisposedException">The barrier was disposed in this process.</exception>
    public int ParticipantCount
    {
        get
        {
            using SharedUse use = Use();
            return core.Participants;
        }
    }

    /// <summary>How many have not come yet in this phase.</summary>
    /// <exception cref="ObjectDisposedException">The barrier was disposed in this process.</exception>
    public int ParticipantsRemaining
    {
        get
        {
            using SharedUse use = Use();
            return core.Remaining;
        }
    }

    /// <summary>The number of the phase, from 0 on.</summary>
    /// <exception cref="ObjectDisposedException">The barrier was disposed in this process.</exception>
    public long CurrentPhaseNumber
    {
        get
        {
            using SharedUse use = Use();
            return core.Phase;
        }
    }

    /// <summary>Whether none can pass until <see cref="Reset"/>.</summary>
    /// <exception cref="ObjectDisposedException">The barrier was disposed in this process.</exception>
    public bool IsBroken
    {
        get
        {
            using SharedUse use = Use();
            return core.IsBroken;
        }
    }

    /// <summary>Breaks the barrier for all.</summary>
    /// <exception cref="ObjectDisposedException">The barrier was disposed in this process.</exception>
    public void Abort()
    {
        using SharedUse use = Use();
        core.Break();
    }

    /// <summary>Begins the phase anew, whole again if it was broken. Waiters get a <see cref="BrokenBarrierException"/>.</summary>
    /// <exception cref="ObjectDisposedException">The barrier was disposed in this process.</exception>
    public void Reset()
    {
        using SharedUse use = Use();
        core.Reset();
    }

    private protected override void OnClosing() => core.Signal.RaiseAlways();
}
