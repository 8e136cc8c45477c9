using System;
using System.Collections.Generic;
using System.IO;
using ProcessIsolate.Sandboxing;

namespace ProcessIsolate;

/// <summary>What workers of a pool may do beyond computing. Enforced by the kernel before any code of the user's runs, tested by each
/// worker at its start, and never widened.</summary>
/// <remarks>Linux only: elsewhere all of it is missing. New options are those of <see cref="SandboxProfile.Restricted"/>. The idea of a
/// process that gives up its rights before it touches foreign data is OpenBSD's <c>pledge</c> and Chromium's.</remarks>
public sealed class SandboxOptions
{
    private List<string> readable = [];
    private List<string> writable = [];
    private DescendantPolicy? descendants;

    /// <summary>Files and folders, with all below, that may be read, beside those that the runtime and the app consist of. They must exist
    /// when the first worker starts. <c>/</c> stands for everything.</summary>
    /// <value>Default: empty.</value>
    public IList<string> ReadablePaths
    {
        get => readable;
        set => readable = Checked(value);
    }

    /// <summary>Files and folders, with all below, that may be read and written. <c>/</c> stands for everything.</summary>
    /// <value>Default: empty.</value>
    /// <remarks>Modes, owners, times and extended attributes cannot be changed there either, unless everything may be written.</remarks>
    public IList<string> WritablePaths
    {
        get => writable;
        set => writable = Checked(value);
    }

    /// <summary>Whether the network is open, and with it local sockets, those of other programs' services included.</summary>
    /// <value>Default: false.</value>
    public bool AllowNetwork { get; set; }

    /// <summary>Whether other programs may be run. They have the same sandbox.</summary>
    /// <value>Default: false.</value>
    public bool AllowExec { get; set; }

    /// <summary>Whether there may be further processes, which end with the worker.</summary>
    /// <value>Default: <see cref="DescendantPolicy.Forbid"/>; <see cref="DescendantPolicy.KillWithWorker"/> where <see cref="AllowExec"/> is
    /// true.</value>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="DescendantPolicy.LiveOn"/>: nothing outlives a sandboxed worker.</exception>
    public DescendantPolicy Descendants
    {
        get => descendants ?? (AllowExec ? DescendantPolicy.KillWithWorker : DescendantPolicy.Forbid);
        set => descendants = value is DescendantPolicy.KillWithWorker or DescendantPolicy.Forbid
            ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Nothing outlives a sandboxed worker.");
    }

    /// <summary>What becomes of a worker where the system cannot enforce all of this.</summary>
    /// <value>Default: <see cref="SandboxRequirement.Required"/>.</value>
    public SandboxRequirement Requirement
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)value, (uint)SandboxRequirement.Required, nameof(value));
            field = value;
        }
    } = SandboxRequirement.Required;

    /// <summary>The options of a profile, to be used as they are or changed.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="SandboxProfile.None"/>, for which there are no options: leave
    /// <see cref="ProcessPoolOptions.Sandbox"/> null.</exception>
    public static SandboxOptions For(SandboxProfile profile) => profile switch
    {
        SandboxProfile.Contained => Contained(),
        SandboxProfile.NoNetwork => Contained(allowNetwork: false),
        SandboxProfile.Restricted => new SandboxOptions(),
        _ => throw new ArgumentOutOfRangeException(nameof(profile), profile, "There are options for the profiles of a sandbox only."),
    };

    /// <summary>For tests: as if the kernel had this version of Landlock.</summary>
    internal int? AssumedLandlockAbi { get; set; }

    /// <summary>What is held back.</summary>
    internal SandboxRules Rules => SandboxRules.Always
        | (Has(readable, writable) ? 0 : SandboxRules.FewReads)
        | (Has(writable) ? 0 : SandboxRules.FewWrites)
        | (AllowNetwork ? 0 : SandboxRules.NoNetwork)
        | (AllowExec ? 0 : SandboxRules.NoPrograms)
        | (Descendants == DescendantPolicy.Forbid ? SandboxRules.NoDescendants : 0);

    /// <summary>Whether a method that is marked with a profile may run under these options: they hold back all that the profile holds back.
    /// Single paths that they open are the word of the program that made them.</summary>
    internal static bool Covers(SandboxOptions? options, SandboxProfile profile) =>
        profile == SandboxProfile.None || (options is not null && options.Rules.Include(RulesOf(profile)));

    internal static SandboxRules RulesOf(SandboxProfile profile) => profile == SandboxProfile.None ? 0 : For(profile).Rules;

    /// <summary>The options of a pool for methods that are marked with a profile.</summary>
    /// <returns>The same, where they hold back as much.</returns>
    internal static ProcessPoolOptions Narrowed(ProcessPoolOptions options, SandboxProfile profile)
    {
        if (Covers(options.Sandbox, profile))
        {
            return options;
        }

        ProcessPoolOptions copy = options.Copy();
        copy.Sandbox = For(profile);
        return copy;
    }

    internal SandboxOptions Copy()
    {
        SandboxOptions copy = (SandboxOptions)MemberwiseClone();
        copy.readable = [.. readable];
        copy.writable = [.. writable];
        return copy;
    }

    private static SandboxOptions Contained(bool allowNetwork = true) => new()
    {
        ReadablePaths = ["/"],
        WritablePaths = [Path.GetTempPath()],
        AllowNetwork = allowNetwork,
        AllowExec = true,
    };

    private static bool Has(params ReadOnlySpan<List<string>> lists)
    {
        foreach (List<string> paths in lists)
        {
            if (paths.Exists(static path => Path.GetFullPath(path) == "/"))
            {
                return true;
            }
        }

        return false;
    }

    private static List<string> Checked(IList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        foreach (string path in paths)
        {
            ArgumentException.ThrowIfNullOrEmpty(path, nameof(paths));
        }

        return [.. paths];
    }
}
