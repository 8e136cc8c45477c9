using ProcessIsolate.Sandboxing;

namespace ProcessIsolate.Platform;

/// <summary>The two filters of a sandbox: one that is there when the worker starts, and one for what its start itself needs.</summary>
internal static class SandboxFilters
{
    public const int NotPermitted = 1;
    public const int AccessDenied = 13;
    public const int NoSuchCall = 38;

    // New namespaces, of every kind.
    private const uint CloneNamespaces = 0x7E02_0000;
    private const uint CloneThread = 0x0001_0000;

    // Of a terminal: input as if typed (TIOCSTI), its own menu (TIOCLINUX), its line discipline (TIOCSETD), whose input it is (TIOCSPGRP,
    // TIOCSCTTY).
    private static readonly int[] Terminal = [0x5412, 0x541C, 0x5423, 0x5410, 0x540E];

    // Whom a descriptor signals: F_SETOWN, F_SETOWN_EX, and FIOSETOWN and SIOCSPGRP, which do the same.
    private static readonly int[] Owners = [8, 15];
    private static readonly int[] OwnerControls = [0x8901, 0x8902];

    /// <summary>For the thread that starts workers, and all that they are.</summary>
    public static SeccompInstruction[] Base(SandboxRules rules)
    {
        SeccompProgram program = new();
        program.Refuse(NoSuchCall, LinuxSystemCalls.Rings);
        // Its flags are behind a pointer, which a filter does not follow. Libraries then use the old call.
        program.Refuse(NoSuchCall, LinuxSystemCalls.Clone3);
        program.Refuse(NotPermitted, LinuxSystemCalls.Rare);
        program.RefuseByBits(LinuxSystemCalls.Clone, CloneNamespaces, needed: 0, NotPermitted);
        program.RefuseIf(LinuxSystemCalls.Control, 1, NotPermitted, rules.Include(SandboxRules.FilterSignals) ? [.. Terminal, .. OwnerControls] : Terminal);
        program.RefuseUnless(LinuxSystemCalls.Limit, 0, NotPermitted, 0);
        program.RefuseUnlessZero(LinuxSystemCalls.SetPriority, 0, 1, NotPermitted);
        foreach (LinuxCall call in LinuxSystemCalls.Scheduling)
        {
            program.RefuseUnless(call, 0, NotPermitted, 0);
        }

        if (rules.Include(SandboxRules.FewWrites))
        {
            program.Refuse(NotPermitted, LinuxSystemCalls.Metadata);
        }

        if (rules.Include(SandboxRules.NoNetwork))
        {
            program.Refuse(AccessDenied, LinuxSystemCalls.Network);
        }

        return program.ToArray();
    }

    /// <summary>For the worker itself, before any code of the user's.</summary>
    /// <param name="rules">What is held back.</param>
    /// <param name="self">The worker's process id.</param>
    public static SeccompInstruction[] Late(SandboxRules rules, int self)
    {
        SeccompProgram program = new();
        if (rules.Include(SandboxRules.NoPrograms))
        {
            program.Refuse(AccessDenied, LinuxSystemCalls.Programs);
        }

        if (rules.Include(SandboxRules.NoDescendants))
        {
            program.Refuse(NotPermitted, LinuxSystemCalls.Forks);
            program.RefuseByBits(LinuxSystemCalls.Clone, CloneNamespaces, needed: CloneThread, NotPermitted);
        }

        // Landlock lets workers of one thread signal each other. Those that have no descendants need not reach anything but themselves.
        if (rules.Include(SandboxRules.NoDescendants) || rules.Include(SandboxRules.FilterSignals))
        {
            program.RefuseUnless(LinuxSystemCalls.Kill, 0, NotPermitted, 0, self, -self);
            program.RefuseUnless(LinuxSystemCalls.KillThreadOf, 0, NotPermitted, self);
            if (!rules.Include(SandboxRules.OpenThreadSignals))
            {
                program.Refuse(NotPermitted, LinuxSystemCalls.KillThread);
            }

            program.RefuseIf(LinuxSystemCalls.DescriptorControl, 1, NotPermitted, Owners);
        }

        return program.ToArray();
    }
}
