namespace ProcessIsolate.Generator.Parsing;

/// <content>What processes share with one another, and what starts and ends them.</content>
internal static partial class KnownNames
{
    public const string ProcessQueue = "ProcessIsolate.ProcessQueue`1";
    public const string ProcessPipe = "ProcessIsolate.ProcessPipe`1";
    public const string ProcessPipeOfTwo = "ProcessIsolate.ProcessPipe`2";
    public const string Shared = "ProcessIsolate.Shared`1";
    public const string SharedArray = "ProcessIsolate.SharedArray`1";
    public const string ProcessLock = "ProcessIsolate.ProcessLock";
    public const string ProcessSemaphore = "ProcessIsolate.ProcessSemaphore";
    public const string ProcessEvent = "ProcessIsolate.ProcessEvent";
    public const string ProcessBarrier = "ProcessIsolate.ProcessBarrier";
    public const string ProcessCondition = "ProcessIsolate.ProcessCondition";
    public const string ProcessCountdown = "ProcessIsolate.ProcessCountdown";

    public const string IsolatedProcessOfT = "ProcessIsolate.IsolatedProcess`1";
    public const string WorkerContext = "ProcessIsolate.WorkerContext";
}
