using System;
using System.IO;
using System.Linq;
using System.Text;

namespace ProcessIsolate.Integration.Tests.Pools;

/// <summary>Marked methods that write.</summary>
internal static class OutputJobs
{
    [RunInProcess]
    public static int Say(string output, string error)
    {
        Console.Out.Write(output);
        Console.Error.Write(error);
        return Environment.ProcessId;
    }

    [RunInProcess]
    public static void SayThenExit(string error)
    {
        Console.Error.Write(error);
        Environment.Exit(5);
    }

    [RunInProcess]
    public static void WriteBytes(byte[] bytes)
    {
        using Stream output = Console.OpenStandardOutput();
        output.Write(bytes);
    }

    [RunInProcess]
    public static int Flood(int mebibytes)
    {
        byte[] block = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('x', 63) + "\n", 1024)));
        using Stream output = Console.OpenStandardOutput();
        for (int i = 0; i < mebibytes * 16; i++)
        {
            output.Write(block);
        }

        return mebibytes;
    }

    [RunInProcess]
    public static bool HasLoaded(string assembly) => AppDomain.CurrentDomain.GetAssemblies().Any(each => each.GetName().Name == assembly);

    [RunInProcess]
    public static string Leads(string path) => File.ResolveLinkTarget(path, returnFinalTarget: false)?.FullName ?? "";
}
