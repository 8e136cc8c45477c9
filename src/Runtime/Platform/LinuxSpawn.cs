using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace ProcessIsolate.Platform;

/// <summary>Starts programs by <c>posix_spawn</c>. .NET would reap what its own class starts, and a number that it has reaped may
/// belong to another process by the time a signal is sent there.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class LinuxSpawn
{
    // Of both structures, in both C libraries: 336 and 80 bytes.
    private const int StructureBytes = 512;
    private const int SignalSetBytes = 128;
    private const short SetGroup = 0x2;
    private const short SetDefaults = 0x4;
    private const short SetMask = 0x8;
    private const int WriteOnly = 1;
    private const int GetDescriptorFlags = 1;
    private const int CloseOnExec = 1;
    private const int FirstOther = 3;
    private const int OutOfMemory = 12;

    private const int Hangup = 1;
    private const int Interrupt = 2;
    private const int Quit = 3;
    private const int ChildSignal = 17;
    private const int ReadFromTerminal = 21;
    private const int WriteToTerminal = 22;
    private const nint Ignored = 1;

    /// <summary>The number of <see cref="SpawnDescriptors.Control"/> in the child.</summary>
    public const int ControlNumber = FirstOther;

    private static bool cannotCloseFrom;
    private static bool cannotChangeFolder;

    /// <summary>Has the system keep what ended until it was asked for.</summary>
    /// <remarks>A parent may have started this process with the signal ignored: then a child leaves nothing behind, neither its
    /// exit code nor its number.</remarks>
    public static void KeepEnded()
    {
        // The handler comes first in the structure on every processor; the rest has room enough.
        nint* action = stackalloc nint[StructureBytes / sizeof(nint)];
        if (Action(ChildSignal, null, action) == 0 && action[0] == Ignored)
        {
            _ = Signal(ChildSignal, 0);
        }
    }

    /// <summary>Starts a program in a process group of its own, with an empty stdin and no further descriptor but the one it is given.</summary>
    /// <param name="command">The program, its arguments, environment and folder.</param>
    /// <param name="descriptors">What it is to have open.</param>
    /// <param name="policy">The thread that starts it; null for this one.</param>
    /// <param name="error">What the system says when it starts none.</param>
    /// <returns>The process id; 0 when there is none.</returns>
    public static int Start(in SpawnCommand command, in SpawnDescriptors descriptors, LinuxPolicyThread? policy, out int error)
    {
        byte* actions = stackalloc byte[StructureBytes];
        byte* attributes = stackalloc byte[StructureBytes];
        if (InitializeActions(actions) != 0)
        {
            error = OutOfMemory;
            return 0;
        }

        if (InitializeAttributes(attributes) != 0)
        {
            _ = DestroyActions(actions);
            error = OutOfMemory;
            return 0;
        }

        try
        {
            error = SetAttributes(attributes);
            error = error != 0 ? error : AddDescriptors(actions, descriptors);
            SpawnCommand started = command;
            if (error == 0 && command.Folder is { Length: > 0 } folder && !TryAddFolder(actions, folder, ref error))
            {
                started = ThroughShell(command, folder);
            }

            error = error != 0 ? error : AddRest(actions, descriptors.Control is null ? FirstOther : FirstOther + 1);
            return error != 0 ? 0 : Start(started, actions, attributes, policy, ref error);
        }
        finally
        {
            _ = DestroyAttributes(attributes);
            _ = DestroyActions(actions);
        }
    }

    private static int Start(in SpawnCommand command, byte* actions, byte* attributes, LinuxPolicyThread? policy, ref int error)
    {
        using TextVector arguments = new([command.FileName, .. command.Arguments]);
        using TextVector environment = new(command.Environment);
        using TextVector file = new([command.FileName]);
        int processId;
        error = policy is null
            ? Spawn(&processId, file.Start[0], actions, attributes, arguments.Start, environment.Start)
            : policy.Spawn(&processId, file.Start[0], actions, attributes, arguments.Start, environment.Start);
        return error == 0 ? processId : 0;
    }

    // Signals that this process ignores stay ignored where that is the user's word (nohup, a shell's background job). Those that stop
    // a background process at a terminal are blocked: a worker is one, for it has a group of its own.
    private static int SetAttributes(byte* attributes)
    {
        byte* defaults = stackalloc byte[SignalSetBytes];
        byte* mask = stackalloc byte[SignalSetBytes];
        new Span<byte>(defaults, SignalSetBytes).Fill(0xFF);
        new Span<byte>(mask, SignalSetBytes).Clear();
        foreach (int signal in (ReadOnlySpan<int>)[Hangup, Interrupt, Quit])
        {
            defaults[(signal - 1) / 8] &= (byte)~(1 << ((signal - 1) % 8));
        }

        foreach (int signal in (ReadOnlySpan<int>)[ReadFromTerminal, WriteToTerminal])
        {
            mask[(signal - 1) / 8] |= (byte)(1 << ((signal - 1) % 8));
        }

        int error = SetFlags(attributes, SetGroup | SetDefaults | SetMask);
        error = error != 0 ? error : SetProcessGroup(attributes, 0);
        error = error != 0 ? error : SetSignalDefaults(attributes, defaults);
        return error != 0 ? error : SetSignalMask(attributes, mask);
    }

    // In this order: the descriptor for stderr may be 0 or 1 where this process has none of its own there.
    private static int AddDescriptors(byte* actions, in SpawnDescriptors descriptors)
    {
        int error = AddDuplicate(actions, (int)descriptors.StandardError.DangerousGetHandle(), 2);
        error = error != 0 ? error : AddOpen(actions, 0, "/dev/null", 0, 0);
        error = error != 0 ? error : AddOutput(actions, descriptors.StandardOutput);
        return error != 0 || descriptors.Control is not { } control ? error : AddDuplicate(actions, (int)control.DangerousGetHandle(), ControlNumber);
    }

    private static int AddOutput(byte* actions, SafeFileHandle? standardOutput)
    {
        if (standardOutput is { IsInvalid: false })
        {
            return AddDuplicate(actions, (int)standardOutput.DangerousGetHandle(), 1);
        }

        // What .NET opened at number 1 is closed by the start; then the worker's first socket would take what methods print.
        bool hasOutput = standardOutput is null && DescriptorControl(1, GetDescriptorFlags) is >= 0 and int flags && (flags & CloseOnExec) == 0;
        return hasOutput ? 0 : AddOpen(actions, 1, "/dev/null", WriteOnly, 0);
    }

    private static bool TryAddFolder(byte* actions, string folder, ref int error)
    {
        if (!cannotChangeFolder)
        {
            try
            {
                error = AddChangeFolder(actions, folder);
                return true;
            }
            catch (EntryPointNotFoundException)
            {
                // glibc before 2.29.
                cannotChangeFolder = true;
            }
        }

        return false;
    }

    private static SpawnCommand ThroughShell(in SpawnCommand command, string folder) => command with
    {
        FileName = "/bin/sh",
        Arguments = ["-c", "cd -- \"$0\" && exec \"$@\"", folder, command.FileName, .. command.Arguments],
    };

    // .NET's own descriptors close by themselves; those of native code, and those that this process inherited, need not.
    private static int AddRest(byte* actions, int first)
    {
        if (!cannotCloseFrom)
        {
            try
            {
                return AddCloseFrom(actions, first);
            }
            catch (EntryPointNotFoundException)
            {
                // glibc before 2.34, and musl.
                cannotCloseFrom = true;
            }
        }

        foreach (string path in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            if (int.TryParse(Path.GetFileName(path), out int descriptor) && descriptor >= first
                && DescriptorControl(descriptor, GetDescriptorFlags) is >= 0 and int flags && (flags & CloseOnExec) == 0
                && AddClose(actions, descriptor) is not 0 and int error)
            {
                return error;
            }
        }

        return 0;
    }

    [LibraryImport("libc", EntryPoint = "posix_spawnp")]
    private static partial int Spawn(int* processId, byte* file, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int InitializeActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int DestroyActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int AddDuplicate(byte* actions, int from, int to);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddOpen(byte* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addclose")]
    private static partial int AddClose(byte* actions, int descriptor);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    private static partial int AddCloseFrom(byte* actions, int first);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddChangeFolder(byte* actions, string path);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int InitializeAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static partial int DestroyAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int SetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setpgroup")]
    private static partial int SetProcessGroup(byte* attributes, int group);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int SetSignalDefaults(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static partial int SetSignalMask(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int DescriptorControl(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "sigaction")]
    private static partial int Action(int signal, nint* action, nint* old);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int signal, nint handler);

    /// <summary>Texts as C takes them: addresses, closed by a zero.</summary>
    private sealed class TextVector : IDisposable
    {
        private readonly int count;

        public TextVector(IReadOnlyList<string> texts)
        {
            Start = (byte**)NativeMemory.AllocZeroed((nuint)texts.Count + 1, (nuint)sizeof(byte*));
            for (; count < texts.Count; count++)
            {
                Start[count] = (byte*)Marshal.StringToCoTaskMemUTF8(texts[count]);
            }
        }

        public byte** Start { get; }

        public void Dispose()
        {
            for (int i = 0; i < count; i++)
            {
                Marshal.FreeCoTaskMem((nint)Start[i]);
            }

            NativeMemory.Free(Start);
        }
    }
}

/// <summary>What to start.</summary>
/// <param name="FileName">The program; looked up in PATH unless there is a slash in it.</param>
/// <param name="Arguments">After the program's own name.</param>
/// <param name="Environment">All of it, as NAME=VALUE.</param>
/// <param name="Folder">Where it starts; null for this process's.</param>
internal readonly record struct SpawnCommand(
    string FileName, IReadOnlyList<string> Arguments, IReadOnlyList<string> Environment, string? Folder);

/// <summary>What a process has open when it starts.</summary>
/// <param name="StandardError">Its stderr.</param>
/// <param name="StandardOutput">Its stdout, with a number above those of the three; an invalid one stands for none, null for this process's own.</param>
/// <param name="Control">Its connection to this process, with a number above <see cref="LinuxSpawn.ControlNumber"/>; null for none.</param>
internal readonly record struct SpawnDescriptors(SafeFileHandle StandardError, SafeFileHandle? StandardOutput, SafeFileHandle? Control);
