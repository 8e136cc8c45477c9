using System;
using System.IO;
using System.Reflection.Metadata;
using System.Threading;
using ProcessIsolate.Calls;

[assembly: MetadataUpdateHandler(typeof(ProcessIsolate.HotReload))]

namespace ProcessIsolate;

/// <summary>Says that workers do not get what hot reload changes: the change is applied to this process's memory, and workers load the
/// program's files, which stay as they were built.</summary>
/// <remarks>Static because the runtime calls it. New workers would be old as well, so none is replaced: host and worker run the same
/// files at least.</remarks>
internal static class HotReload
{
    internal const string Warning =
        "ProcessIsolate: hot reload changed code in this process only; workers go on with the program as it was built. "
        + "Restart the program to have the change there too (in dotnet watch: Ctrl+R).";

    private static int said;

    /// <summary>Called by the runtime after each change.</summary>
    internal static void UpdateApplication(Type[]? updatedTypes)
    {
        _ = updatedTypes;
        if (!Isolation.RunsInline && ModuleRegistry.Snapshot().Length > 0 && Interlocked.Exchange(ref said, 1) == 0)
        {
            try
            {
                Console.Error.WriteLine(Warning);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                // The host's stderr is closed, so there is no place to say it.
            }
        }
    }
}
