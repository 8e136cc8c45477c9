using System;
using System.Threading;
using ProcessIsolate.Platform;

namespace ProcessIsolate.HostApp;

/// <summary>The system gives no thread for one role, from the start of the program on; then it does.</summary>
internal static class RefusedThread
{
    private static readonly TimeSpan WhileRefused = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Afterwards = TimeSpan.FromSeconds(20);

    public static int Run(string name)
    {
        ThreadRole role = Enum.Parse<ThreadRole>(name);
        int refused = 0;
        LibraryThread.Hook = (at, moment) =>
        {
            if (at == role && moment == ThreadMoment.Starting)
            {
                Interlocked.Increment(ref refused);
                throw new InvalidOperationException("No thread today.");
            }
        };
        EveryThread.Use(WhileRefused);
        LibraryThread.Hook = null;
        Console.WriteLine($"refused {refused}");
        Console.WriteLine($"works {(EveryThread.Works(Afterwards) ? 1 : 0)}");
        return 0;
    }
}
