using System;
using System.IO;
using System.Threading;
using ProcessIsolate.Sharing;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Synchronization;

/// <summary>How far a participant's phase is.</summary>
internal enum BarrierOutcome
{
    Waiting,
    Passed,

    /// <summary>Passed, and the action after the phase has thrown in another participant.</summary>
    PassedWithFailure,
    Broken,

    /// <summary>All have arrived, and it is this participant that runs the action.</summary>
    RunAction,
}

/// <summary>The word of a <see cref="ProcessBarrier"/>, which holds the whole state: every step is one compare-and-swap.</summary>
/// <remarks>
/// <code>
///  bits 0-11  arrived    12  broken    13  the last action failed    14  one that arrived has an action
///  15  all have arrived, and one with an action must run it    16-23  number of resets    24-63  phase
/// </code>
/// The last to arrive runs its action before the phase ends. If it has none and one that waits has one, that one does.
/// </remarks>
internal sealed unsafe class BarrierCore(SharedSegment segment)
{
    public const long Size = 3 * SharedHeader.Size;
    public const int MaxParticipants = (int)ArrivedMask;

    private const ulong ArrivedMask = 0xFFF;
    private const ulong BrokenBit = 1ul << 12;
    private const ulong FailedBit = 1ul << 13;
    private const ulong HasActionBit = 1ul << 14;
    private const ulong PendingBit = 1ul << 15;
    private const ulong OneReset = 1ul << 16;
    private const ulong ResetMask = 0xFF * OneReset;
    private const ulong OnePhase = 1ul << 24;

    private readonly ulong* word = (ulong*)segment.At(SharedHeader.Size, sizeof(ulong));

    public SharedSignal Signal { get; } = new(segment, 2 * SharedHeader.Size);

    public int Arrived => (int)(State & ArrivedMask);

    public bool IsBroken => (State & BrokenBit) != 0;

    public long Phase => (long)(State / OnePhase);

    private ulong State => Volatile.Read(ref *word);

    /// <exception cref="IOException">The segment is something else.</exception>
    public static int ReadParticipants(SharedSegment segment)
    {
        SharedHeader.Check(segment, SharedKind.Barrier, null, 0);
        uint count = SharedHeader.Setting(segment);
        return count is > 0 and <= MaxParticipants ? (int)count : throw new IOException($"A barrier says that it has {count} participants.");
    }

    /// <summary>How many had come before.</summary>
    public static int IndexOf(ulong arrival) => (int)(arrival & ArrivedMask);

    /// <summary>One more has arrived.</summary>
    /// <param name="participants">How many make the phase complete.</param>
    /// <param name="hasAction">Whether this one could run the action.</param>
    /// <param name="arrival">The state as it found it.</param>
    /// <exception cref="InvalidOperationException">All have arrived already: the action runs.</exception>
    public BarrierOutcome Arrive(int participants, bool hasAction, out ulong arrival)
    {
        while (true)
        {
            arrival = State;
            if ((arrival & BrokenBit) != 0)
            {
                return BarrierOutcome.Broken;
            }

            if ((int)(arrival & ArrivedMask) >= participants)
            {
                throw new InvalidOperationException("More have arrived at the barrier than it has participants, or the action arrives itself.");
            }

            bool isLast = (int)(arrival & ArrivedMask) + 1 == participants;
            bool doesAnother = (arrival & HasActionBit) != 0;
            ulong next = isLast && !hasAction && !doesAnother
                ? Ended(arrival, failed: false)
                : arrival + 1 | (hasAction ? HasActionBit : 0) | (isLast && !hasAction ? PendingBit : 0);
            if (Interlocked.CompareExchange(ref *word, next, arrival) != arrival)
            {
                continue;
            }

            SharedSteps.Reached("barrier.arrived");
            if (isLast && hasAction)
            {
                return BarrierOutcome.RunAction;
            }

            if (isLast)
            {
                Signal.Raise();
            }

            return isLast && !doesAnother ? BarrierOutcome.Passed : BarrierOutcome.Waiting;
        }
    }

    /// <summary>How far the phase of an arrival is; takes the action upon the caller if it must be run and the caller can.</summary>
    public BarrierOutcome Look(ulong arrival, bool hasAction)
    {
        while (true)
        {
            ulong seen = State;
            if (seen / OnePhase != arrival / OnePhase)
            {
                bool isNext = (seen - arrival) / OnePhase == 1 && ((seen ^ arrival) & ResetMask) == 0;
                return isNext && (seen & FailedBit) != 0 ? BarrierOutcome.PassedWithFailure : BarrierOutcome.Passed;
            }

            if ((seen & BrokenBit) != 0 || ((seen ^ arrival) & ResetMask) != 0)
            {
                return BarrierOutcome.Broken;
            }

            if (!hasAction || (seen & PendingBit) == 0)
            {
                return BarrierOutcome.Waiting;
            }

            if (Interlocked.CompareExchange(ref *word, seen & ~PendingBit, seen) == seen)
            {
                return BarrierOutcome.RunAction;
            }
        }
    }

    /// <summary>The action has run: the phase is over.</summary>
    /// <returns>False when the barrier was broken or reset meanwhile.</returns>
    public bool TryEnd(ulong arrival, bool failed)
    {
        while (true)
        {
            ulong seen = State;
            if ((seen & BrokenBit) != 0 || seen / OnePhase != arrival / OnePhase || ((seen ^ arrival) & ResetMask) != 0)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref *word, Ended(seen, failed), seen) == seen)
            {
                Signal.Raise();
                return true;
            }
        }
    }

    /// <summary>A participant leaves its phase: none can pass.</summary>
    /// <returns>What came first, if the phase has ended in another way.</returns>
    public BarrierOutcome Leave(ulong arrival)
    {
        while (true)
        {
            ulong seen = State;
            BarrierOutcome outcome = Look(arrival, hasAction: false);
            if (outcome != BarrierOutcome.Waiting)
            {
                return outcome;
            }

            if (Interlocked.CompareExchange(ref *word, seen | BrokenBit, seen) == seen)
            {
                Signal.Raise();
                return BarrierOutcome.Broken;
            }
        }
    }

    public void Break()
    {
        Interlocked.Or(ref *word, BrokenBit);
        Signal.Raise();
    }

    /// <summary>Begins the phase anew; waiters find it broken.</summary>
    public void Reset()
    {
        while (true)
        {
            ulong seen = State;
            ulong resets = (seen + OneReset) & ResetMask;
            if (Interlocked.CompareExchange(ref *word, (seen & ~(OnePhase - 1)) | resets, seen) == seen)
            {
                Signal.Raise();
                return;
            }
        }
    }

    /// <summary>A process that had the barrier has ended. Whether it would have come once more is not known; one that crashed has
    /// failed the others in any case.</summary>
    public void Repair(bool crashed)
    {
        if (crashed || Arrived > 0)
        {
            Break();
        }

        Signal.RaiseAlways();
    }

    private static ulong Ended(ulong state, bool failed) =>
        ((state & ~(OnePhase - 1)) + OnePhase) | (state & ResetMask) | (failed ? FailedBit : 0);

    /// <summary>A wait for the end of a phase; remembers how it ended.</summary>
    public sealed class Attempt(BarrierCore core, ulong arrival, bool hasAction) : IAttempt
    {
        public BarrierOutcome Outcome { get; private set; }

        public bool Try() => (Outcome = core.Look(arrival, hasAction)) != BarrierOutcome.Waiting;
    }
}
