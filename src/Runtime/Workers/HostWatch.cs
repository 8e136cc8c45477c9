using System;
using System.Diagnostics;
using System.Threading;
using ProcessIsolate.Platform;

namespace ProcessIsolate.Workers;

/// <summary>How a worker leaves when it has no host any more.</summary>
internal static class HostWatch
{
    private static readonly TimeSpan OrderlyExitLimit = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether this worker leads a process group, so that killing the group kills only what the worker started.</summary>
    public static bool OwnsProcessGroup { get; set; }

    /// <summary>Ends this process and what it started, now. Nothing of the user's runs: the call has no caller left.</summary>
    public static void KillSelf()
    {
        if (OwnsProcessGroup)
        {
            UnixNative.KillOwnGroup();
        }

        if (!OperatingSystem.IsWindows())
        {
            UnixNative.KillSelf();
        }

        using Process self = Process.GetCurrentProcess();
        self.Kill();
    }

    /// <summary>Lets an orderly exit take only so long: a shutdown method or finalizer may hang.</summary>
    public static void LimitExit()
    {
        LibraryThread.Start(
            ThreadRole.ExitLimit,
            "ProcessIsolate exit limit",
            static () =>
            {
                using ManualResetEventSlim never = new();
                never.Wait(OrderlyExitLimit);
                KillSelf();
            },
            static _ => KillSelf());
    }
}
