using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using System.Text;
using System.Threading;
using ProcessIsolate.Platform;

namespace ProcessIsolate.Sandboxing;

/// <summary>Worker: puts on what its start would not have survived, then tries what the sandbox refuses, before any code of the user's.</summary>
/// <remarks>A refusal proves something only where the user would be let: so files are tried that the user's own rights open, and calls whose
/// failure has another name without the filter.</remarks>
[SupportedOSPlatform("linux")]
internal static class SandboxProof
{
    public const char Separator = '\n';
    public const char FieldSeparator = '\t';

    private const string Folder = "/";
    private const string OwnFile = "/proc/self/comm";

    private static readonly TimeSpan ThreadLimit = TimeSpan.FromSeconds(10);

    private static string? finalizerResult;

    /// <summary>The names of the tests for what is held back, in order.</summary>
    public static List<(string Guard, string Name)> Expected(SandboxRules rules)
    {
        List<(string Guard, string Name)> expected = [];
        foreach (Probe probe in Probes(rules, 0))
        {
            expected.Add((probe.Guard, probe.Name + ", main thread"));
        }

        foreach (string thread in OtherThreads)
        {
            foreach (Probe probe in ThreadProbes(rules))
            {
                expected.Add((probe.Guard, probe.Name + ", " + thread));
            }
        }

        return expected;
    }

    private static ReadOnlySpan<string> OtherThreads => new[] { "pool thread", "finalizer thread" };

    /// <summary>Puts on the rest and tries everything.</summary>
    /// <returns>For the host: a line for each test, with "1" or "0" and what the kernel said.</returns>
    public static string ArmAndTest(SandboxRules rules, int hostProcessId)
    {
        if (SeccompProgram.IsPossible)
        {
            LinuxProbes.TryInstall(SandboxFilters.Late(rules, Environment.ProcessId));
        }

        StringBuilder results = new();
        foreach (Probe probe in Probes(rules, hostProcessId))
        {
            Try(results, probe);
        }

        results.Append(OnPoolThread(rules)).Append(OnFinalizerThread(rules));
        LinuxProbes.HideMemory();
        return results.ToString();
    }

    private static List<Probe> Probes(SandboxRules rules, int hostProcessId)
    {
        List<Probe> probes =
        [
            new(SandboxGuards.Kernel, "ptrace", SandboxFilters.NotPermitted, LinuxProbes.Trace),
            new(SandboxGuards.Kernel, "io_uring_setup", SandboxFilters.NoSuchCall, LinuxProbes.SetUpRing),
            new(SandboxGuards.Processes, "prlimit of the host", SandboxFilters.NotPermitted, () => LinuxProbes.LimitOf(hostProcessId)),
            new(SandboxGuards.Processes, "kill of the host", SandboxFilters.NotPermitted, () => LinuxProbes.Signal(hostProcessId)),
            .. ThreadProbes(rules),
        ];
        if (rules.Include(SandboxRules.FewWrites))
        {
            probes.Add(new(SandboxGuards.FileWrites, "fchmodat", SandboxFilters.NotPermitted, LinuxProbes.ChangeMode));
        }

        if (rules.Include(SandboxRules.NoNetwork))
        {
            probes.Add(new(SandboxGuards.Network, "socket of the internet", SandboxFilters.AccessDenied, static () => LinuxProbes.MakeSocket(2)));
            probes.Add(new(SandboxGuards.Network, "local socket", SandboxFilters.AccessDenied, static () => LinuxProbes.MakeSocket(1)));
        }

        if (rules.Include(SandboxRules.NoPrograms))
        {
            probes.Add(new(SandboxGuards.Programs, "execve", SandboxFilters.AccessDenied, LinuxProbes.Run));
        }

        if (rules.Include(SandboxRules.NoDescendants))
        {
            probes.Add(new(SandboxGuards.Descendants, "clone", SandboxFilters.NotPermitted, LinuxProbes.Fork));
        }

        return probes;
    }

    // What belongs to each thread alone.
    private static List<Probe> ThreadProbes(SandboxRules rules)
    {
        List<Probe> probes = [new(SandboxGuards.Privileges, "no new privileges, a filter, no rights of root's", 0, LinuxProbes.LookAtPrivileges)];
        if (rules.Include(SandboxRules.FewReads))
        {
            probes.Add(new(SandboxGuards.FileReads, "read of " + Folder, SandboxFilters.AccessDenied, static () => LinuxProbes.Read(Folder)));
        }

        if (rules.Include(SandboxRules.FewWrites))
        {
            probes.Add(new(SandboxGuards.FileWrites, "write to " + OwnFile, SandboxFilters.AccessDenied, static () => LinuxProbes.Write(OwnFile)));
        }

        return probes;
    }

    private static void Try(StringBuilder results, Probe probe)
    {
        int error = probe.Run();
        results.Append(error == probe.Expected ? '1' : '0').Append(FieldSeparator)
            .Append(error == -1 ? "the user may not either" : error == 0 ? "done" : System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(error))
            .Append(Separator);
    }

    private static string TryOnThread(SandboxRules rules)
    {
        StringBuilder results = new();
        foreach (Probe probe in ThreadProbes(rules))
        {
            Try(results, probe);
        }

        return results.ToString();
    }

    private static string OnPoolThread(SandboxRules rules)
    {
        string? result = null;
        using ManualResetEventSlim done = new();
        ThreadPool.UnsafeQueueUserWorkItem(
            _ =>
            {
                result = TryOnThread(rules);
                done.Set();
            },
            null);
        return done.Wait(ThreadLimit) ? result ?? "" : "";
    }

    private static string OnFinalizerThread(SandboxRules rules)
    {
        Leave(rules);
        GC.Collect(0);
        GC.WaitForPendingFinalizers();
        return Volatile.Read(ref finalizerResult) ?? "";
    }

    // A method of its own: here the object is in no register any more.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Leave(SandboxRules rules) => _ = new Finalized(rules);

    private sealed record Probe(string Guard, string Name, int Expected, Func<int> Run);

    private sealed class Finalized(SandboxRules rules)
    {
        ~Finalized()
        {
            try
            {
                Volatile.Write(ref finalizerResult, TryOnThread(rules));
            }
            catch (Exception)
            {
                // No result is a failed test, which the host refuses.
            }
        }
    }
}
