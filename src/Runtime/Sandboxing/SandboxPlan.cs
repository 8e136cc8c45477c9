using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Threading;
using Microsoft.Win32.SafeHandles;
using ProcessIsolate.Platform;

namespace ProcessIsolate.Sandboxing;

/// <summary>What this system enforces of a sandbox, and the thread that starts what has it.</summary>
internal sealed class SandboxPlan
{
    // CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH: root reads an app in another user's folder. Landlock binds root, too.
    private const ulong KeptCapabilities = (1 << 1) | (1 << 2);

    // CAP_NET_BIND_SERVICE.
    private const ulong KeptWithNetwork = 1 << 10;

    // Static because the threads are the process's: each distinct sandbox has one, for good.
    private static readonly ConcurrentDictionary<string, Lazy<SandboxPlan>> Plans = new(StringComparer.Ordinal);

    private readonly Dictionary<string, string> missing = new(StringComparer.Ordinal);

    private SandboxPlan(SandboxRules rules) => Rules = rules;

    /// <summary>What is held back, and how.</summary>
    public SandboxRules Rules { get; private set; }

    public int LandlockAbi { get; private set; }

    /// <summary>What is not enforced, with the reasons.</summary>
    public IReadOnlyDictionary<string, string> Missing => missing;

    /// <summary>On Linux: starts the workers.</summary>
    public LinuxPolicyThread? Thread { get; private set; }

    /// <summary>The system, for people.</summary>
    public static string Kernel => OperatingSystem.IsLinux()
        ? $"Linux {Environment.OSVersion.Version}, {RuntimeInformation.ProcessArchitecture}, {RuntimeInformation.OSDescription}" : RuntimeInformation.OSDescription;

    /// <summary>The plan for a program that is to be started.</summary>
    /// <exception cref="WorkerStartException">Something is missing that is required; a path is not there; or no thread was had.</exception>
    public static SandboxPlan For(SandboxOptions options, string program)
    {
        string key = string.Join('\0', [
            ((int)options.Rules).ToString(System.Globalization.CultureInfo.InvariantCulture), program,
            options.AssumedLandlockAbi?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "", .. options.ReadablePaths, "", .. options.WritablePaths]);
        Lazy<SandboxPlan> made = Plans.GetOrAdd(key, _ => new Lazy<SandboxPlan>(() => Make(options, program), LazyThreadSafetyMode.ExecutionAndPublication));
        SandboxPlan plan;
        try
        {
            plan = made.Value;
        }
        catch (Exception exception)
        {
            // The next start tries again.
            Plans.TryRemove(KeyValuePair.Create(key, made));
            throw exception is IOException or ThreadRefusedException
                ? new WorkerStartException("A sandbox could not be made: " + exception.Message, exception) : exception;
        }

        if (options.Requirement == SandboxRequirement.Required && plan.missing.Count > 0)
        {
            throw new WorkerStartException(
                "The system does not enforce what the sandbox requires: " + string.Join("; ", plan.Describe())
                + ". SandboxRequirement.BestEffort goes without.");
        }

        return plan;
    }

    private static bool UsesMusl => Directory.Exists("/lib") && Directory.GetFiles("/lib", "ld-musl-*").Length > 0;

    /// <summary>What is missing, for people.</summary>
    public List<string> Describe()
    {
        List<string> texts = [];
        foreach (string guard in SandboxGuards.Of(Rules))
        {
            if (missing.TryGetValue(guard, out string? reason))
            {
                texts.Add(guard + " (" + reason + ")");
            }
        }

        return texts;
    }

    private static SandboxPlan Make(SandboxOptions options, string program)
    {
        SandboxPlan plan = new(options.Rules);
        if (OperatingSystem.IsLinux())
        {
            plan.PrepareOnLinux(options, program);
        }
        else
        {
            plan.Miss("sandboxes are enforced on Linux only", [.. SandboxGuards.Of(plan.Rules)]);
        }

        return plan;
    }

    [SupportedOSPlatform("linux")]
    private void PrepareOnLinux(SandboxOptions options, string program)
    {
        LandlockAbi = options.AssumedLandlockAbi ?? LinuxLandlock.Abi;
        if (LandlockAbi < LinuxLandlock.WithScopes)
        {
            Rules |= SandboxRules.FilterSignals;
        }

        if (UsesMusl)
        {
            Rules |= SandboxRules.OpenThreadSignals;
        }

        if (!SeccompProgram.IsPossible)
        {
            Miss(
                $"the numbers of system calls are not known for {RuntimeInformation.ProcessArchitecture}",
                SandboxGuards.Kernel, SandboxGuards.Processes, SandboxGuards.FileWrites, SandboxGuards.Network, SandboxGuards.Programs, SandboxGuards.Descendants);
        }
        else if (UsesMusl && LandlockAbi < LinuxLandlock.WithScopes)
        {
            Miss("signals to threads cannot be told apart with musl before Landlock ABI 6", SandboxGuards.Processes);
        }

        using SafeFileHandle? files = MakeFileRules(options, program);
        LinuxPolicy policy = new(
            SeccompProgram.IsPossible ? SandboxFilters.Base(Rules) : null, files,
            KeptCapabilities | (options.AllowNetwork ? KeptWithNetwork : 0));
        Thread = LinuxPolicyThread.Start(policy);
        MissIf(Thread.PrivilegesError, SandboxGuards.Of(Rules));
        MissIf(Thread.FilesError, [SandboxGuards.FileReads, SandboxGuards.FileWrites, SandboxGuards.Processes]);
        MissIf(Thread.FilterError, [SandboxGuards.Kernel, SandboxGuards.Processes, SandboxGuards.FileWrites, SandboxGuards.Network]);
    }

    [SupportedOSPlatform("linux")]
    private SafeFileHandle? MakeFileRules(SandboxOptions options, string program)
    {
        if (LandlockAbi == 0)
        {
            Miss(
                "the kernel has no Landlock, or it is switched off", SandboxGuards.FileReads, SandboxGuards.FileWrites, SandboxGuards.Processes);
            return null;
        }

        if (LandlockAbi < LinuxLandlock.WithTruncation)
        {
            Miss($"files can be emptied: Landlock ABI {LandlockAbi}, and 3 is needed", SandboxGuards.FileWrites);
        }

        return LinuxLandlock.Create(LandlockAbi, Rules, Paths(options, program));
    }

    [SupportedOSPlatform("linux")]
    private static IEnumerable<(string Path, PathUse Use)> Paths(SandboxOptions options, string program)
    {
        foreach ((string path, PathUse use) in RuntimePaths.For(program, options.AllowNetwork))
        {
            yield return (path, use);
        }

        foreach (string path in options.ReadablePaths)
        {
            yield return (Existing(path), options.AllowExec ? PathUse.ReadAndRun : PathUse.Read);
        }

        foreach (string path in options.WritablePaths)
        {
            yield return (Existing(path), PathUse.ReadAndWrite);
        }
    }

    private static string Existing(string path)
    {
        string full = Path.GetFullPath(path);
        return Path.Exists(full) ? full : throw new WorkerStartException($"The path '{full}' of the sandbox is not there.");
    }

    private void Miss(string reason, params ReadOnlySpan<string> guards)
    {
        List<string> asked = SandboxGuards.Of(Rules);
        foreach (string guard in guards)
        {
            if (asked.Contains(guard))
            {
                missing.TryAdd(guard, reason);
            }
        }
    }

    private void MissIf(int error, List<string> guards)
    {
        if (error != 0)
        {
            Miss("the kernel refuses: " + Marshal.GetPInvokeErrorMessage(error), [.. guards]);
        }
    }
}
