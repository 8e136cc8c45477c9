using System;
using System.Collections.Generic;

namespace ProcessIsolate.Sandboxing;

/// <summary>What a sandbox holds back.</summary>
[Flags]
internal enum SandboxRules
{
    /// <summary>New privileges, rare entries of the kernel, other processes.</summary>
    Always = 1,

    /// <summary>Reads but of some paths.</summary>
    FewReads = 2,

    /// <summary>Writes but to some paths.</summary>
    FewWrites = 4,

    NoNetwork = 8,

    /// <summary>Other programs.</summary>
    NoPrograms = 16,

    /// <summary>Further processes.</summary>
    NoDescendants = 32,

    /// <summary>Not asked for, but how: the kernel cannot keep signals within the sandbox by itself, so a filter names whom they may reach.</summary>
    FilterSignals = 64,

    /// <summary>Likewise: the C library signals its own threads by a call that names no process, so a filter cannot tell them from others'.</summary>
    OpenThreadSignals = 128,
}

/// <summary>What the rules are called in reports.</summary>
internal static class SandboxGuards
{
    public const string Privileges = "privileges";
    public const string Kernel = "kernel";
    public const string Processes = "processes";
    public const string FileReads = "file reads";
    public const string FileWrites = "file writes";
    public const string Network = "network";
    public const string Programs = "programs";
    public const string Descendants = "descendants";

    public static bool Include(this SandboxRules rules, SandboxRules wanted) => (rules & wanted) == wanted;

    /// <summary>What the rules promise.</summary>
    public static List<string> Of(SandboxRules rules)
    {
        List<string> guards = [];
        Add(SandboxRules.Always, Privileges);
        Add(SandboxRules.Always, Kernel);
        Add(SandboxRules.Always, Processes);
        Add(SandboxRules.FewReads, FileReads);
        Add(SandboxRules.FewWrites, FileWrites);
        Add(SandboxRules.NoNetwork, Network);
        Add(SandboxRules.NoPrograms, Programs);
        Add(SandboxRules.NoDescendants, Descendants);
        return guards;

        void Add(SandboxRules rule, string guard)
        {
            if (rules.Include(rule))
            {
                guards.Add(guard);
            }
        }
    }
}
