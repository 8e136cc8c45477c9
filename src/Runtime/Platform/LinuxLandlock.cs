using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using ProcessIsolate.Sandboxing;

namespace ProcessIsolate.Platform;

/// <summary>What a path is opened for.</summary>
internal enum PathUse
{
    Read,
    ReadAndRun,
    ReadAndWrite,
}

/// <summary>Sets of rules for files, of Linux's Landlock. A set is made by any thread and binds the one that enters it.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class LinuxLandlock
{
    /// <summary>The version that knows truncation: before, a file can be emptied that may not be written.</summary>
    public const int WithTruncation = 3;

    /// <summary>The version that keeps signals within the sandbox.</summary>
    public const int WithScopes = 6;

    private const int WithReferring = 2;
    private const int WithDeviceControl = 5;
    private const ulong Execute = 1 << 0;
    private const ulong WriteFile = 1 << 1;
    private const ulong ReadFile = 1 << 2;
    private const ulong ReadFolder = 1 << 3;
    private const ulong Refer = 1 << 13;
    private const ulong Truncate = 1 << 14;
    private const ulong DeviceControl = 1 << 15;

    // From writing to making symbolic links.
    private const ulong FirstVersion = (1 << 13) - 1;
    private const ulong Devices = (1 << 6) | (1 << 11);
    private const ulong OfFiles = Execute | WriteFile | ReadFile | Truncate | DeviceControl;
    private const ulong AbstractSockets = 1 << 0;
    private const ulong Signals = 1 << 1;
    private const uint AskVersion = 1;
    private const int PathBeneath = 1;
    private const int OpenForPath = 0x20_0000 | 0x8_0000;
    private const int Here = -100;

    /// <summary>The kernel's version of it; 0 where it has none or it is switched off.</summary>
    public static int Abi { get; } = (int)System.Math.Max(0, Call((nint)LinuxSystemCalls.CreateRuleset.Number, 0, 0, (nint)AskVersion, 0));

    /// <summary>Makes a set.</summary>
    /// <param name="abi">The version to make it for, <see cref="Abi"/> or less.</param>
    /// <param name="rules">What is held back.</param>
    /// <param name="paths">What may be opened all the same. Those that are not there are left out.</param>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public static SafeFileHandle Create(int abi, SandboxRules rules, IEnumerable<(string Path, PathUse Use)> paths)
    {
        Attributes attributes = new()
        {
            Files = FirstVersion | (abi >= WithReferring ? Refer : 0) | (abi >= WithTruncation ? Truncate : 0) | (abi >= WithDeviceControl ? DeviceControl : 0),
            Scopes = abi >= WithScopes ? Signals | (rules.Include(SandboxRules.NoNetwork) ? AbstractSockets : 0) : 0,
        };
        // An older kernel takes a longer structure whose rest is zero.
        nint made = Call(LinuxSystemCalls.CreateRuleset.Number, (nint)(&attributes), sizeof(Attributes), 0, 0);
        SafeFileHandle set = made >= 0 ? new SafeFileHandle(made, ownsHandle: true)
            : throw LinuxFiles.Failure("make a set of rules for files", Marshal.GetLastPInvokeError());
        try
        {
            foreach ((string path, PathUse use) in paths)
            {
                Add(set, attributes.Files, path, use);
            }

            return set;
        }
        catch (IOException)
        {
            set.Dispose();
            throw;
        }
    }

    private static void Add(SafeFileHandle set, ulong handled, string path, PathUse use)
    {
        using SafeFileHandle place = new(Open(Here, path, OpenForPath, 0), ownsHandle: true);
        if (place.IsInvalid)
        {
            return;
        }

        ulong access = use switch
        {
            PathUse.Read => ReadFile | ReadFolder,
            PathUse.ReadAndRun => ReadFile | ReadFolder | Execute,
            // No devices are made, and what is written is not run.
            _ => handled & ~(Devices | Execute | (Directory.Exists(path) ? DeviceControl : 0)),
        };
        Rule rule = new() { Access = access & handled & (Directory.Exists(path) ? ulong.MaxValue : OfFiles), Place = (int)place.DangerousGetHandle() };
        if (Call(LinuxSystemCalls.AddRule.Number, set.DangerousGetHandle(), PathBeneath, (nint)(&rule), 0) != 0)
        {
            throw LinuxFiles.Failure($"open '{path}' to a sandbox", Marshal.GetLastPInvokeError());
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Call(nint number, nint first, nint second, nint third, nint fourth);

    [LibraryImport("libc", EntryPoint = "openat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(int folder, string path, int flags, uint mode);

    [StructLayout(LayoutKind.Sequential)]
    private struct Attributes
    {
        public ulong Files;
        public ulong Network;
        public ulong Scopes;
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct Rule
    {
        public ulong Access;
        public int Place;
    }
}
