using System;
using System.Threading;
using ProcessIsolate.Synchronization;

namespace ProcessIsolate;

public sealed partial class ProcessBarrier
{
    // The barrier whose action this thread runs.
    [ThreadStatic]
    private static ProcessBarrier? acting;

    /// <summary>Says that one more must come.</summary>
    /// <inheritdoc cref="AddParticipants"/>
    public long AddParticipant() => AddParticipants(1);

    /// <summary>Says that more must come, from the phase on that is under way. Waits while the action of a phase runs.</summary>
    /// <param name="participantCount">How many, 1 or more.</param>
    /// <returns>The number of the phase in which they first come.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1, or there would be more than 4095.</exception>
    /// <exception cref="InvalidOperationException">The action of the barrier calls this.</exception>
    /// <exception cref="ObjectDisposedException">The barrier was disposed in this process.</exception>
    public long AddParticipants(int participantCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(participantCount);
        return ChangeParticipants(participantCount, participantCount);
    }

    /// <summary>Says that one fewer comes.</summary>
    /// <inheritdoc cref="RemoveParticipants"/>
    public void RemoveParticipant() => RemoveParticipants(1);

    /// <summary>Says that fewer come. Where all that are left wait already, the phase is over; the action of one of those runs, if one has any.
    /// Waits while the action of a phase runs.</summary>
    /// <param name="participantCount">How many, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1, or there are not so many.</exception>
    /// <exception cref="InvalidOperationException">More have come in this phase than would be left, or the action of the barrier calls
    /// this.</exception>
    /// <exception cref="ObjectDisposedException">The barrier was disposed in this process.</exception>
    public void RemoveParticipants(int participantCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(participantCount);
        ChangeParticipants(-participantCount, participantCount);
    }

    private long ChangeParticipants(int by, int participantCount)
    {
        if (acting == this)
        {
            throw new InvalidOperationException("The action of the barrier cannot change the number of its participants.");
        }

        using SharedUse use = Use();
        BarrierChange change = new(core, by);
        SignalWait.Wait(core.Signal, change, WaitBudget.For(this, Timeout.InfiniteTimeSpan, CancellationToken.None));
        return change.Outcome switch
        {
            BarrierChangeOutcome.Done => change.Phase,
            BarrierChangeOutcome.Arrived => throw new InvalidOperationException(
                $"{participantCount} participants cannot be removed: more have come in this phase than would be left."),
            _ => throw new ArgumentOutOfRangeException(
                nameof(participantCount), participantCount, by < 0 ? "The barrier has not so many participants." : "The barrier would have too many participants."),
        };
    }
}
