using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Hosts;

/// <summary>A program of samples/, as it was built.</summary>
internal sealed class SampleProgram(string key, string name)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly string path = Path.Combine(
        typeof(SampleProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == key).Value!, name);

    /// <param name="command">For the shell; $0 is the program.</param>
    public (int ExitCode, string Output) Run(string command)
    {
        ProcessStartInfo start = new("/bin/sh", ["-c", command, path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Bound))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"The sample did not end within {Bound}.");
        }

        return (process.ExitCode, Eventually.Result(output, "its output ends") + Eventually.Result(errors, "its output ends"));
    }
}
