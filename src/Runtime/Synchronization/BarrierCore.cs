using System;
using System.IO;
using System.Threading;
using ProcessIsolate.Sharing;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Synchronization;

/// <summary>The word of a <see cref="ProcessBarrier"/>, which holds the whole state: every step is one compare-and-swap.</summary>
/// <remarks>
/// <code>
///  bits 0-11  arrived    12  broken    13  the last action failed    14  one that arrived has an action
///  15  all have arrived, and one with an action must run it    16-23  number of resets    24-35  participants
///  36-63  phase, its lower bits
/// </code>
/// The last to arrive runs its action before the phase ends. If it has none and one that waits has one, that one does. A second word has the
/// number of a phase that was: what is between it and the current one is in the first word.
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
    private const int ParticipantsShift = 24;
    private const ulong ParticipantsMask = 0xFFFul << ParticipantsShift;
    private const ulong OnePhase = 1ul << 36;
    private const ulong PhaseMask = ulong.MaxValue / OnePhase;

    // A fraction of what the lower bits count: one process after another may miss its turn to note the phase.
    private const ulong PhasesBetweenNotes = 1 << 20;

    private readonly ulong* word = (ulong*)segment.At(SharedHeader.Size, sizeof(ulong));
    private readonly ulong* noted = (ulong*)segment.At(SharedHeader.Size + sizeof(ulong), sizeof(ulong));

    public SharedSignal Signal { get; } = new(segment, 2 * SharedHeader.Size);

    public int Arrived => (int)(State & ArrivedMask);

    public int Remaining
    {
        get
        {
            ulong seen = State;
            return Math.Max(0, ParticipantsOf(seen) - (int)(seen & ArrivedMask));
        }
    }

    public bool IsBroken => (State & BrokenBit) != 0;

    // The note first: it never is of a later phase than the word.
    public long Phase
    {
        get
        {
            ulong known = Volatile.Read(ref *noted);
            return (long)PhaseOf(State, known);
        }
    }

    public int Participants => ParticipantsOf(State);

    private ulong State => Volatile.Read(ref *word);

    /// <summary>Before another process knows the segment.</summary>
    public void Start(int participants)
    {
        SharedHeader.Write(segment, SharedKind.Barrier, null, 0);
        *word = (ulong)participants << ParticipantsShift;
    }

    /// <exception cref="IOException">The segment is something else.</exception>
    public static void Check(SharedSegment segment) => SharedHeader.Check(segment, SharedKind.Barrier, null, 0);

    /// <summary>How many had come before.</summary>
    public static int IndexOf(ulong arrival) => (int)(arrival & ArrivedMask);

    /// <summary>One more has arrived.</summary>
    /// <param name="hasAction">Whether this one could run the action.</param>
    /// <param name="arrival">The state as it found it.</param>
    /// <exception cref="InvalidOperationException">All have arrived already: the action runs.</exception>
    public BarrierOutcome Arrive(bool hasAction, out ulong arrival)
    {
        while (true)
        {
            arrival = State;
            if ((arrival & BrokenBit) != 0)
            {
                return BarrierOutcome.Broken;
            }

            int participants = ParticipantsOf(arrival);
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

            NotePhase();
            FailPoint.Hit("barrier.arrived");
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
                bool isNext = (((seen / OnePhase) - (arrival / OnePhase)) & PhaseMask) == 1 && ((seen ^ arrival) & ResetMask) == 0;
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

            ulong next = Ended(seen, failed);
            if (Interlocked.CompareExchange(ref *word, next, seen) == seen)
            {
                NotePhase();
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

    /// <summary>More or fewer participants. Where all that are left have arrived, the phase ends.</summary>
    /// <param name="count">How many come, or leave.</param>
    /// <param name="phase">The first phase for those that come.</param>
    public BarrierChangeOutcome TryChange(int count, out long phase)
    {
        while (true)
        {
            ulong known = Volatile.Read(ref *noted);
            ulong seen = State;
            phase = (long)PhaseOf(seen, known);
            int participants = ParticipantsOf(seen) + count;
            int arrived = (int)(seen & ArrivedMask);
            if (participants is < 0 or > MaxParticipants)
            {
                return BarrierChangeOutcome.OutOfRange;
            }

            if (arrived > 0 && arrived >= ParticipantsOf(seen) && (seen & BrokenBit) == 0)
            {
                return BarrierChangeOutcome.Busy;
            }

            // Those who arrived at a broken one are gone.
            if (arrived > participants && (seen & BrokenBit) == 0)
            {
                return BarrierChangeOutcome.Arrived;
            }

            ulong next = (seen & ~ParticipantsMask) | (ulong)participants << ParticipantsShift;
            bool isOver = count < 0 && arrived > 0 && arrived == participants && (seen & BrokenBit) == 0;
            if (isOver)
            {
                next = (seen & HasActionBit) != 0 ? next | PendingBit : Ended(next, failed: false);
            }

            if (Interlocked.CompareExchange(ref *word, next, seen) == seen)
            {
                NotePhase();
                if (isOver)
                {
                    Signal.Raise();
                }

                return BarrierChangeOutcome.Done;
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
            if (Interlocked.CompareExchange(ref *word, (seen & ~(OnePhase - 1)) | (seen & ParticipantsMask) | resets, seen) == seen)
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
        ((state & ~(OnePhase - 1)) + OnePhase) | (state & (ResetMask | ParticipantsMask)) | (failed ? FailedBit : 0);

    private static int ParticipantsOf(ulong state) => (int)((state & ParticipantsMask) >> ParticipantsShift);

    private static ulong PhaseOf(ulong state, ulong known) => known + (((state / OnePhase) - known) & PhaseMask);

    // The next one does it for one that died before it did. The note is read first: a state that is older than it would look like one far ahead.
    private void NotePhase()
    {
        ulong known = Volatile.Read(ref *noted);
        ulong phase = PhaseOf(State, known);
        if (phase - known >= PhasesBetweenNotes)
        {
            _ = Interlocked.CompareExchange(ref *noted, phase, known);
        }
    }
}
