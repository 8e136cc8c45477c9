namespace ProcessIsolate.Worker;

/// <summary>What workers of a portable app are started with. The library itself would do, but it may lie in a folder for the
/// system in use, below the app's, and the host program looks for an app's files where the started program is.</summary>
internal static class Program
{
    private static int Main() => Workers.WorkerEntry.Main();
}
