namespace ProcessIsolate;

/// <summary>What becomes of the processes that marked methods start.</summary>
public enum DescendantPolicy
{
    /// <summary>They end with the worker that they come from, however it or its host ends, also when they ran in the background or
    /// called <c>setsid</c>; the default. docs/platforms.md says what holds on which system.</summary>
    KillWithWorker,

    /// <summary>They live on, as processes do that a program starts. What they write to the worker's stderr is read no more once the
    /// worker has ended: start them with their output redirected.</summary>
    LiveOn,

    /// <summary>There are none: the kernel refuses to start them. For <see cref="SandboxOptions.Descendants"/> only.</summary>
    Forbid,
}
