using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Workers;

/// <summary>What a worker finds out about its own process.</summary>
internal static partial class ChildJobs
{
    [RunInProcess]
    public static string[] OpenFiles() => [.. Directory.GetFileSystemEntries("/proc/self/fd").Select(Target)];

    [RunInProcess]
    public static int KillScore() => int.Parse(File.ReadAllText("/proc/self/oom_score_adj"), CultureInfo.InvariantCulture);

    [RunInProcess]
    public static string[] Status() => File.ReadAllLines("/proc/self/status");

    [RunInProcess]
    public static string RunTimeout()
    {
        using System.Diagnostics.Process timeout = System.Diagnostics.Process.Start("timeout", ["0.1", "sleep", "1000"])!;
        timeout.WaitForExit();
        return timeout.ExitCode.ToString(CultureInfo.InvariantCulture);
    }

    [RunInProcess]
    public static int Stop()
    {
        Raise(Proc.SigStop);
        return 1;
    }

    private static string Target(string entry)
    {
        try
        {
            return File.ResolveLinkTarget(entry, returnFinalTarget: false)?.FullName ?? "";
        }
        catch (IOException)
        {
            // The folder's own descriptor, which is closed by now.
            return "";
        }
    }

    [LibraryImport("libc", EntryPoint = "raise")]
    private static partial int Raise(int signal);
}
