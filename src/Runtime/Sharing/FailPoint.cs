using System;
using System.Diagnostics;

namespace ProcessIsolate.Sharing;

/// <summary>Tells tests which step of an operation on shared memory a process has reached, so that they can stop it right there.</summary>
/// <remarks>In debug builds only; elsewhere the calls do not exist.</remarks>
internal static class FailPoint
{
    /// <summary>Called with the step's name, on the thread that has reached it. Set by tests.</summary>
    public static Action<string>? Hook { get; set; }

    [Conditional("DEBUG")]
    public static void Hit(string step) => Hook?.Invoke(step);
}
