using System;
using System.Runtime.InteropServices;

namespace ProcessIsolate.HostApp;

/// <summary>A process whose files may not grow beyond what a segment for calls needs: the system ends a process that tries nevertheless.</summary>
internal static partial class FileLimit
{
    private const int FileSize = 1;
    private const ulong Bytes = 64 * 1024;

    public static int Run()
    {
        ulong[] limits = [Bytes, Bytes];
        if (SetLimit(FileSize, limits) != 0)
        {
            return 3;
        }

        Call(Transport.Auto);
        Call(Transport.SharedMemory);
        try
        {
            using SharedArray<byte> array = new(1 << 20);
        }
        catch (System.IO.IOException exception)
        {
            Console.WriteLine(exception.Message);
        }

        return 0;
    }

    private static void Call(Transport transport)
    {
        ProcessPoolOptions options = new() { MaxWorkers = 1, Transport = transport };
        // With this mapping the runtime itself needs a large file.
        options.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        using ProcessPool pool = new(options);
        try
        {
            Console.WriteLine(pool.Run(Work.Square, 3));
        }
        catch (WorkerStartException exception)
        {
            Console.WriteLine(exception.Message);
        }
    }

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, ulong[] limits);
}
