namespace ProcessIsolate;

/// <summary>Where marked methods run.</summary>
/// <remarks>The environment variable <c>PROCESSISOLATE_MODE=InProcess</c> sets the default for a whole process; an
/// explicit <see cref="ProcessPoolOptions.IsolationMode"/> does not override it, so that a debugger always wins.</remarks>
public enum IsolationMode
{
    /// <summary>In child processes; the default.</summary>
    OutOfProcess,

    /// <summary>In the calling process, on the calling thread: for debugging. Nothing is isolated.</summary>
    InProcess,
}
