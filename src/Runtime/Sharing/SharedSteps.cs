using System;
using System.Diagnostics;

namespace ProcessIsolate.Sharing;

/// <summary>The places between two writes to shared memory at which a process may die, by name: a test stops a process at each of
/// them, kills it, and looks at what is left.</summary>
/// <remarks>In a release build nothing is left of it, not even the calls.</remarks>
internal static class SharedSteps
{
    /// <summary>What a test wants to happen at every step; null otherwise.</summary>
    public static Action<string>? Hook { get; set; }

    [Conditional("DEBUG")]
    public static void Reached(string step) => Hook?.Invoke(step);
}
