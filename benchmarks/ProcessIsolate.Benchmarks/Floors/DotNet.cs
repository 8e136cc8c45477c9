using System;
using System.Diagnostics;
using System.IO;

namespace ProcessIsolate.Benchmarks.Floors;

/// <summary>Starts .NET programs the way workers are started: with the host program of the running runtime.</summary>
internal static class DotNet
{
    private static readonly string Muxer = Path.GetFullPath(Path.Combine(
        Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    public static string ThisProgram { get; } = typeof(DotNet).Assembly.Location;

    public static string HelloWorld { get; } = Path.Combine(AppContext.BaseDirectory, "HelloWorld.dll");

    public static Process Start(string program, params string[] arguments) => Start(program, false, arguments);

    public static Process Start(string program, bool readsOutput, params string[] arguments) =>
        Start(program, readsOutput, writesInput: false, arguments);

    public static Process Start(string program, bool readsOutput, bool writesInput, params string[] arguments)
    {
        ProcessStartInfo startInfo = new(Muxer)
        {
            UseShellExecute = false,
            RedirectStandardInput = writesInput,
            RedirectStandardOutput = readsOutput,
        };
        startInfo.ArgumentList.Add("exec");
        startInfo.ArgumentList.Add(program);
        foreach (string argument in arguments)
        {
            startInfo.ArgumentList.Add(argument);
        }

        return Process.Start(startInfo)!;
    }
}
