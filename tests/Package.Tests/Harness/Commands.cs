using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace ProcessIsolate.Package.Tests;

/// <summary>How a program ended and what it wrote.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Error)
{
    public string All => Output + Error;
}

/// <summary>Runs programs as a user would at a terminal, without input.</summary>
internal static class Commands
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    // A program that ended and left a process holding its output is at fault: a reader of that output would hang.
    private static readonly TimeSpan OutputPatience = TimeSpan.FromSeconds(20);

    public static Outcome Dotnet(string folder, params string[] arguments) => Run(folder, "dotnet", arguments);

    public static Outcome Run(string folder, string program, params string[] arguments) =>
        Run(folder, program, arguments, new Dictionary<string, string?>());

    public static Outcome Run(
        string folder, string program, IReadOnlyCollection<string> arguments, IReadOnlyDictionary<string, string?> environment)
    {
        using Process process = Start(folder, program, arguments, environment);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end in {Patience}.");
        }

        Task both = Task.WhenAll(output, error);
        if (!both.Wait(OutputPatience, CancellationToken.None))
        {
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} ended and its output stayed open.");
        }

        return new Outcome(process.ExitCode, output.Result, error.Result);
    }

    public static Process Start(
        string folder, string program, IReadOnlyCollection<string> arguments, IReadOnlyDictionary<string, string?> environment)
    {
        ProcessStartInfo startInfo = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // What the runner of these tests sets for itself is not what a user has.
        foreach (string name in (string[])["MSBuildSDKsPath", "MSBUILD_EXE_PATH", "MSBuildExtensionsPath", "DOTNET_ROLL_FORWARD", "VSTEST_CONNECTION_TIMEOUT"])
        {
            startInfo.Environment.Remove(name);
        }

        // Build processes that stay for the next build would hold our output open.
        startInfo.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        startInfo.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        foreach ((string name, string? value) in environment)
        {
            startInfo.Environment[name] = value;
        }

        Process process = Process.Start(startInfo) ?? throw new InvalidOperationException($"{program} did not start.");
        process.StandardInput.Close();
        return process;
    }
}
