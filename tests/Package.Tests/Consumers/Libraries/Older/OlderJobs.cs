using System;
using ProcessIsolate;

namespace Older;

public static class OlderJobs
{
    [RunInProcess]
    public static int WorkerId() => Environment.ProcessId;

    public static int WorkerIdThroughLibrary() => WorkerId();
}
