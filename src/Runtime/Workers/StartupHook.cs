using System.Diagnostics.CodeAnalysis;
using ProcessIsolate.Workers;

/// <summary>Where a worker begins that is the app's own executable, self-contained or single-file: the runtime calls this
/// before it loads the app. Name and place are the runtime's choice.</summary>
/// <remarks>The app's module initializer is no place to work in: it holds the module's lock, and any other thread that
/// enters the app's code would wait for it for ever. Native AOT has neither start-up hooks nor that lock.</remarks>
[SuppressMessage("Design", "CA1050:Declare types in namespaces", Justification = "The runtime looks for this very name.")]
internal static class StartupHook
{
    /// <summary>What a worker's environment names in <see cref="Variable"/>.</summary>
    public const string Name = "ProcessIsolate";

    /// <summary>The runtime's variable: assemblies with hooks, in order.</summary>
    public const string Variable = "DOTNET_STARTUP_HOOKS";

    /// <summary>Called by the runtime; does not return in a worker.</summary>
    public static void Initialize() => WorkerEntry.RunIfWorker();
}
