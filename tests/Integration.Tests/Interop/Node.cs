using System;
using System.ComponentModel;
using System.Diagnostics;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Integration.Tests.Interop;

/// <summary>The JavaScript runtime that plays foreign peers.</summary>
internal static class Node
{
    private static readonly Lazy<string?> NodeProblem = new(static () => Look("node"));
    private static readonly Lazy<string?> NpmProblem = new(static () => Look("npm"));

    /// <summary>Leaves the test inconclusive where it cannot run.</summary>
    public static void Require()
    {
        if (NodeProblem.Value is { } problem)
        {
            Assert.Inconclusive(problem);
        }
    }

    public static void RequireNpm()
    {
        Require();
        if (NpmProblem.Value is { } problem)
        {
            Assert.Inconclusive(problem);
        }
    }

    private static string? Look(string program)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, "--version")
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"'{program} --version' fails with code {process.ExitCode}.";
        }
        catch (Win32Exception exception)
        {
            return $"'{program}' is not installed: {exception.Message}";
        }
    }
}
