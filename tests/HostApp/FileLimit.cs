using System;
using System.Runtime.InteropServices;

namespace ProcessIsolate.HostApp;

/// <summary>A process whose files may not grow beyond what a segment for calls needs: the system ends a process that tries nevertheless.</summary>
internal static partial class FileLimit
{
    private const int FileSize = 1;
    private const ulong Bytes = 64 * 1024;
    private const int Descriptors = 7;

    // What the test starts the program with.
    private const ulong Most = 256;

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

    /// <summary>Sets how many descriptors this process may have, up to what it was started with.</summary>
    public static void LimitDescriptors(ulong count)
    {
        if (SetLimit(Descriptors, [count, Most]) != 0)
        {
            throw new InvalidOperationException("The limit cannot be set.");
        }
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
