using System;

namespace ProcessIsolate.Integration.Tests.Failures.Hostile;

/// <summary>How a call may end.</summary>
[Flags]
internal enum Outcomes
{
    None = 0,
    Answer = 1,
    Protocol = 2,
    TooLarge = 4,
    Crash = 8,
    Timeout = 16,
    StartFailed = 32,

    /// <summary>What the worker says that the method threw.</summary>
    Thrown = 64,

    /// <summary>Anything within the limit: what is written may or may not be looked at, and perhaps only while the next call runs.</summary>
    Any = Answer | Protocol | TooLarge | Crash | Timeout | Thrown,
}

/// <summary>One thing that a worker does, and what its host makes of it.</summary>
/// <param name="Name">What a report calls it.</param>
/// <param name="Plan">What it does, see hostile.py.</param>
/// <param name="Allowed">How the call may end.</param>
/// <param name="Transport">The only transport it makes sense with; Auto for both.</param>
internal sealed record HostileRow(string Name, string Plan, Outcomes Allowed, Transport Transport = Transport.Auto)
{
    /// <summary>Whether the call has no other end than its limit, which is short then.</summary>
    public bool Lasts => Allowed.HasFlag(Outcomes.Timeout);

    /// <summary>Whether the host asks for many calls at once.</summary>
    public bool Maps => Name.StartsWith("call: batch", StringComparison.Ordinal);

    /// <summary>Whether it is on the lane that a thread of its own reads, perhaps after the answer.</summary>
    public bool IsOnControlLane => Plan.Contains("w.control(", StringComparison.Ordinal);

    /// <summary>Whether the worker does something once it has answered.</summary>
    public bool GoesOn => Plan.StartsWith("def after", StringComparison.Ordinal);

    /// <summary>The worker does this in place of its first answer.</summary>
    public static HostileRow Call(string name, string code, Outcomes allowed, Transport transport = Transport.Auto) =>
        At("call", name, code, allowed, transport);

    /// <summary>The worker does this at a moment of its life.</summary>
    public static HostileRow At(string moment, string name, string code, Outcomes allowed, Transport transport = Transport.Auto) =>
        new($"{moment}: {name}", $"def {moment}(w):\n    {code.Replace("\n", "\n    ", StringComparison.Ordinal)}\n", allowed, transport);
}
