namespace ProcessIsolate;

/// <summary>What becomes of a worker where the system cannot enforce all of its sandbox.</summary>
public enum SandboxRequirement
{
    /// <summary>It runs with what the system can enforce. A log event and <see cref="SandboxReport.Missing"/> say what is left out.</summary>
    BestEffort,

    /// <summary>It does not start: <see cref="WorkerStartException"/> says what is missing, and why.</summary>
    Required,
}
