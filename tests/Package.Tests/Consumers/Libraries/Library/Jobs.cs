using System;
using ProcessIsolate;

namespace Library;

public class Jobs
{
    [RunInProcess]
    public static int Square(int x) => x * x;

    [RunInProcess]
    public static int WorkerId() => Environment.ProcessId;

    public static int WorkerIdThroughLibrary() => WorkerId();
}
