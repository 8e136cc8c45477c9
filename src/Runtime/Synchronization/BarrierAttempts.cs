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

/// <summary>How far a change of the number of participants has come.</summary>
internal enum BarrierChangeOutcome
{
    /// <summary>All have arrived: the action of the phase runs.</summary>
    Busy,
    Done,

    /// <summary>There are not so many participants, or there would be too many.</summary>
    OutOfRange,

    /// <summary>So many have arrived already.</summary>
    Arrived,
}

/// <summary>A wait until the number of participants can be changed.</summary>
internal sealed class BarrierChange(BarrierCore core, int count) : IAttempt
{
    private long phase;

    public BarrierChangeOutcome Outcome { get; private set; }

    public long Phase => phase;

    public bool Try() => (Outcome = core.TryChange(count, out phase)) != BarrierChangeOutcome.Busy;
}

/// <summary>A wait for the end of a phase; remembers how it ended.</summary>
internal sealed class BarrierAttempt(BarrierCore core, ulong arrival, bool hasAction) : IAttempt
{
    public BarrierOutcome Outcome { get; private set; }

    public bool Try() => (Outcome = core.Look(arrival, hasAction)) != BarrierOutcome.Waiting;
}
