using System;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Synchronization;

namespace ProcessIsolate;

public sealed partial class ProcessBarrier
{
    /// <summary>Comes to the barrier and waits until all have.</summary>
    /// <param name="cancellationToken">Ends the wait, and breaks the barrier.</param>
    /// <returns>How many had come before in this phase: a different number for each participant, from 0 on.</returns>
    /// <exception cref="BrokenBarrierException">The barrier is broken, or was broken or reset meanwhile.</exception>
    /// <exception cref="BarrierPostPhaseException">The action has thrown. The phase is over; in the process that ran the action its
    /// exception is inside.</exception>
    /// <exception cref="InvalidOperationException">All have come already, and the action runs.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The barrier was disposed in this process, before or meanwhile.</exception>
    public int SignalAndWait(CancellationToken cancellationToken = default) => Pass(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <param name="timeout">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="cancellationToken">Ends the wait, and breaks the barrier.</param>
    /// <returns>False when the time was up: the barrier is broken.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative and not infinite.</exception>
    /// <inheritdoc cref="SignalAndWait(CancellationToken)"/>
    public bool SignalAndWait(TimeSpan timeout, CancellationToken cancellationToken = default) => Pass(timeout, cancellationToken) >= 0;

    /// <param name="millisecondsTimeout">The longest wait in milliseconds; -1 for no limit.</param>
    /// <param name="cancellationToken">Ends the wait, and breaks the barrier.</param>
    /// <inheritdoc cref="SignalAndWait(TimeSpan, CancellationToken)"/>
    public bool SignalAndWait(int millisecondsTimeout, CancellationToken cancellationToken = default) =>
        SignalAndWait(TimeSpan.FromMilliseconds(millisecondsTimeout), cancellationToken);

    /// <summary>Comes to the barrier and waits without a thread until all have.</summary>
    /// <inheritdoc cref="SignalAndWait(CancellationToken)"/>
    public Task<int> SignalAndWaitAsync(CancellationToken cancellationToken = default) =>
        PassAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Comes to the barrier and waits without a thread until all have.</summary>
    /// <inheritdoc cref="SignalAndWait(TimeSpan, CancellationToken)"/>
    public async Task<bool> SignalAndWaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        await PassAsync(timeout, cancellationToken).ConfigureAwait(false) >= 0;

    // The index, or -1 when the time was up.
    private int Pass(TimeSpan timeout, CancellationToken token)
    {
        using SharedUse use = Use();
        WaitBudget budget = WaitBudget.For(this, timeout, token);
        BarrierOutcome outcome = Arrive(token, out ulong arrival, out Action<ProcessBarrier>? action);
        if (outcome == BarrierOutcome.Waiting)
        {
            BarrierAttempt attempt = new(core, arrival, action is not null);
            try
            {
                outcome = SignalWait.Wait(core.Signal, attempt, budget) ? attempt.Outcome : BarrierOutcome.Waiting;
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                core.Leave(arrival);
                throw;
            }
        }

        return Finish(outcome, arrival, action);
    }

    private async Task<int> PassAsync(TimeSpan timeout, CancellationToken token)
    {
        using SharedUse use = Use();
        WaitBudget budget = WaitBudget.For(this, timeout, token);
        BarrierOutcome outcome = Arrive(token, out ulong arrival, out Action<ProcessBarrier>? action);
        if (outcome == BarrierOutcome.Waiting)
        {
            BarrierAttempt attempt = new(core, arrival, action is not null);
            try
            {
                outcome = await SignalWait.WaitAsync(core.Signal, attempt, budget).ConfigureAwait(false)
                    ? attempt.Outcome : BarrierOutcome.Waiting;
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                core.Leave(arrival);
                throw;
            }
        }

        return Finish(outcome, arrival, action);
    }

    private BarrierOutcome Arrive(CancellationToken token, out ulong arrival, out Action<ProcessBarrier>? action)
    {
        token.ThrowIfCancellationRequested();
        // Read once: what this participant has said it can do, it can be asked to do.
        action = PostPhaseAction;
        return core.Arrive(action is not null, out arrival);
    }

    private int Finish(BarrierOutcome outcome, ulong arrival, Action<ProcessBarrier>? action)
    {
        Exception? failure = null;
        if (outcome == BarrierOutcome.RunAction)
        {
            outcome = RunAction(arrival, action!, out failure);
        }

        bool isLate = outcome == BarrierOutcome.Waiting;
        if (isLate)
        {
            outcome = core.Leave(arrival);
        }

        return outcome switch
        {
            BarrierOutcome.Passed => BarrierCore.IndexOf(arrival),
            BarrierOutcome.PassedWithFailure => throw (failure is null
                ? new BarrierPostPhaseException("The action of the barrier has thrown in another process.")
                : new BarrierPostPhaseException(failure)),
            _ => isLate ? -1 : throw new BrokenBarrierException(),
        };
    }

    private BarrierOutcome RunAction(ulong arrival, Action<ProcessBarrier> action, out Exception? failure)
    {
        failure = null;
        ProcessBarrier? outer = acting;
        acting = this;
        try
        {
            action(this);
        }
        catch (Exception exception)
        {
            failure = exception;
        }
        finally
        {
            acting = outer;
        }

        return !core.TryEnd(arrival, failure is not null) ? BarrierOutcome.Broken
            : failure is null ? BarrierOutcome.Passed : BarrierOutcome.PassedWithFailure;
    }
}
