using System;
using System.Threading;

namespace ProcessIsolate.Integration.Tests.Calls;

internal static class TimeJobs
{
    [RunInProcess]
    public static int Sleep(int milliseconds)
    {
        using ManualResetEventSlim never = new();
        never.Wait(milliseconds);
        return milliseconds;
    }

    [RunInProcess(QueueTimeoutMilliseconds = 300)]
    public static int SleepImpatiently(int milliseconds) => Sleep(milliseconds);

    [RunInProcess(QueueTimeoutMilliseconds = -1)]
    public static int SleepPatiently(int milliseconds) => Sleep(milliseconds);

    [RunInProcess]
    public static int SleepOrEnd(int milliseconds)
    {
        WorkerContext.Cancellation.WaitHandle.WaitOne(milliseconds);
        return Environment.ProcessId;
    }

    [RunInProcess(Dedicated = true)]
    public static int OwnProcess() => Environment.ProcessId;

    [RunInProcess]
    public static int Echo(int x) => x;

    [RunInProcess]
    public static int Exit()
    {
        Environment.Exit(5);
        return 0;
    }
}
