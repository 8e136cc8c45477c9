using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Hosts;

/// <summary>The helper program, running.</summary>
internal sealed class HostProcess : IDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = new();
    private readonly Task<string> errors;

    public HostProcess(string[] arguments, params (string Name, string Value)[] variables)
        : this([], arguments, variables)
    {
    }

    /// <param name="through">A program that becomes the helper program: the helper's command is added to its arguments.</param>
    /// <param name="arguments">The helper's.</param>
    /// <param name="variables">Of the environment.</param>
    public HostProcess(string[] through, string[] arguments, params (string Name, string Value)[] variables)
    {
        string[] command = [.. through, DotNet, Dll, .. arguments];
        ProcessStartInfo start = new(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        process = Process.Start(start)!;
        process.OutputDataReceived += (_, e) => lines.Enqueue(e.Data ?? "");
        process.BeginOutputReadLine();
        errors = process.StandardError.ReadToEndAsync();
    }

    public static string Dll { get; } = typeof(HostProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(static data => data.Key == "HostApp").Value!;

    /// <summary>The program that runs .NET's.</summary>
    public static string DotNet => Environment.ProcessPath is { } path && path.EndsWith("dotnet", StringComparison.Ordinal) ? path : "dotnet";

    public int Id => process.Id;

    public IReadOnlyCollection<string> Lines => lines;

    public string Errors => Eventually.Result(errors, "stderr ends");

    /// <summary>The numbers that follow a word at the start of lines, once there are so many.</summary>
    /// <param name="word">The word.</param>
    /// <param name="count">How many.</param>
    /// <param name="limit">How long that may take; the usual limit by default.</param>
    public int[] Await(string word, int count, TimeSpan? limit = null)
    {
        int[] found = [];
        Eventually.True(
            () => (found = [.. lines.Where(line => line.StartsWith(word + " ", StringComparison.Ordinal))
                .Select(line => int.Parse(line[(word.Length + 1)..]))]).Length >= count,
            () => $"the program says '{word}' {count} times",
            limit);
        return found;
    }

    public void Kill() => Proc.Kill(process.Id);

    public void WriteLine(string line)
    {
        process.StandardInput.WriteLine(line);
        process.StandardInput.Flush();
    }

    public void Signal(int signal) => Proc.Kill(process.Id, signal);

    public void CloseInput() => process.StandardInput.Close();

    public int WaitForExit()
    {
        Eventually.True(() => process.HasExited, "the program ends");
        // Once more without a limit: only this waits for the rest of its output.
        process.WaitForExit();
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }
}
