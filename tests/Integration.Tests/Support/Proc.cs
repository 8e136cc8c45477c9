using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;

namespace ProcessIsolate.Integration.Tests.Support;

/// <summary>What the system says about processes, past everything the library believes. Linux only, but for life and death.</summary>
internal static partial class Proc
{
    public const int SigInterrupt = 2;
    public const int SigHangUp = 1;
    public const int SigKill = 9;
    public const int SigTerminate = 15;
    public const int SigStop = 19;

    /// <summary>Whether the process runs; one that has ended and waits to be reaped does not.</summary>
    public static bool IsAlive(int processId) =>
        OperatingSystem.IsWindows() ? IsAliveOnWindows(processId) : StateOf(processId) is not null and not 'Z' and not 'X';

    public static void Kill(int processId, int signal = SigKill)
    {
        if (OperatingSystem.IsWindows() && signal == SigKill)
        {
            using Process process = Process.GetProcessById(processId);
            process.Kill();
            return;
        }

        if (SendSignal(processId, signal) != 0)
        {
            throw new InvalidOperationException($"Process {processId} is not there to be killed.");
        }
    }

    /// <summary>Whether the signal does nothing there: a shell's background jobs inherit that for Ctrl+C.</summary>
    public static bool Ignores(int processId, int signal)
    {
        string mask = File.ReadLines($"/proc/{processId}/status").Single(static line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
        return (ulong.Parse(mask[7..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> (signal - 1) & 1) != 0;
    }

    /// <summary>This process's children that are workers.</summary>
    public static List<int> Workers() => WorkersOf(Environment.ProcessId);

    public static List<int> WorkersOf(int host)
    {
        return [.. All().Where(id => ParentOf(id) == host && IsAlive(id) && IsWorker(id))];
    }

    /// <summary>Whether a child of this process has the text in its command line.</summary>
    public static bool WorkersRunning(string text) => All().Any(
        id => ParentOf(id) == Environment.ProcessId && IsAlive(id) && CommandLine(id).Contains(text, StringComparison.Ordinal));

    public static bool IsWorker(int processId) => CommandLine(processId).Contains("ProcessIsolate.dll", StringComparison.Ordinal);

    /// <summary>Living processes that were started with a variable of that value.</summary>
    public static List<int> WithVariable(string name, string value) => [.. All().Where(id => IsAlive(id) && HasVariable(id, $"{name}={value}"))];

    /// <summary>Living processes that have the text in their command line.</summary>
    public static List<int> WithCommandLine(string text) =>
        [.. All().Where(id => IsAlive(id) && CommandLine(id).Contains(text, StringComparison.Ordinal))];

    /// <summary>What the program is called; what runs a script has the script in its command line.</summary>
    public static string Name(int processId)
    {
        try
        {
            return File.ReadAllText($"/proc/{processId}/comm").Trim();
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>Living children of a process.</summary>
    public static List<int> ChildrenOf(int processId) => [.. All().Where(id => ParentOf(id) == processId && IsAlive(id))];

    public static string CommandLine(int processId)
    {
        try
        {
            return File.ReadAllText($"/proc/{processId}/cmdline").Replace('\0', ' ');
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>Starts a program that lives long, from inside a worker.</summary>
    public static int StartSleeper()
    {
        using Process sleeper = Process.Start(new ProcessStartInfo("sleep", "1000") { UseShellExecute = false })!;
        return sleeper.Id;
    }

    /// <summary>Files that the library could have left behind; not the folders in which the tests of the package build.</summary>
    public static List<string> Leftovers()
    {
        string[] folders = [Path.GetTempPath(), "/dev/shm"];
        return [.. folders.Where(Directory.Exists).SelectMany(static folder => Directory.EnumerateFileSystemEntries(folder, "processisolate*"))
            .Where(static path => !Path.GetFileName(path).StartsWith("processisolate-package", StringComparison.Ordinal))];
    }

    private static bool IsAliveOnWindows(int processId)
    {
        try
        {
            using Process process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static IEnumerable<int> All() => Directory.EnumerateDirectories("/proc")
        .Select(Path.GetFileName)
        .Where(static name => name!.All(char.IsAsciiDigit))
        .Select(static name => int.Parse(name!, CultureInfo.InvariantCulture));

    /// <summary>The letter that the system has for what a process does; null when there is none of that number.</summary>
    public static char? StateOf(int processId) => Fields(processId) is [{ Length: 1 } state, ..] ? state[0] : null;

    private static int ParentOf(int processId) =>
        Fields(processId) is [_, { } parent, ..] ? int.Parse(parent, CultureInfo.InvariantCulture) : -1;

    // "pid (name) state parent ...": the name may hold anything, so what follows its last bracket counts.
    private static string[] Fields(int processId)
    {
        try
        {
            string text = File.ReadAllText($"/proc/{processId}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return [];
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int processId, int signal);

    private static bool HasVariable(int processId, string assignment)
    {
        try
        {
            return File.ReadAllText($"/proc/{processId}/environ").Split('\0').Contains(assignment);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
