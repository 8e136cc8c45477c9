using System;

namespace ProcessIsolate;

/// <summary>How a worker process ended, as far as the host can tell.</summary>
/// <param name="Code">The exit code; 128 + n after signal n on Unix; null when not known.</param>
/// <param name="Signal">The signal that ended it, if one did.</param>
internal readonly record struct WorkerExit(int? Code, int? Signal)
{
    private const int Abort = 6;
    private const int Kill = 9;

    // Of Windows: the runtime ends its process with them.
    private const int StatusStackOverflow = unchecked((int)0xC00000FD);
    private const int StatusException = unchecked((int)0xE0434352);
    private const int StatusFailFast = unchecked((int)0x80131623);

    private static readonly (string Words, CrashReason Reason)[] Words =
    [
        ("Stack overflow", CrashReason.StackOverflow),
        ("Process terminated.", CrashReason.FailFast),
        ("Unhandled exception.", CrashReason.UnhandledException),
        ("Out of memory.", CrashReason.OutOfMemory),
        ("System.OutOfMemoryException:", CrashReason.OutOfMemory),
    ];

    /// <summary>Whether the library killed it, because it had more memory than its limit says.</summary>
    public bool IsOverMemory { get; init; }

    /// <summary>Whether it had a limit: then that is what it ran into when it was out of memory.</summary>
    public bool HasMemoryLimit { get; init; }

    /// <summary>For systems on which the base library asks: it folds a fatal signal into 128 + n, and so does a program that calls
    /// <c>exit(128 + n)</c>.</summary>
    /// <param name="code">The code as .NET reports it.</param>
    /// <param name="announced">Whether the worker said that it leaves, with that code. Without that word the number is a signal.</param>
    public static WorkerExit FromFolded(int? code, bool announced) =>
        new(code, !announced && code is > 128 and < 128 + 65 ? code - 128 : null);

    /// <summary>How it ended, in words that follow "the process".</summary>
    public string Describe(string standardErrorTail)
    {
        string what = (Signal, Code) switch
        {
            ({ } signal, _) => $"was killed by signal {signal} ({NameOf(signal)})",
            (_, { } code) when OperatingSystem.IsWindows() && code < 0 => $"ended with status 0x{code:X8}",
            (_, { } code) => $"exited with code {code}",
            _ => "ended",
        };
        return HintFor(ReasonFor(standardErrorTail)) is { } hint ? $"{what}: {hint}" : what;
    }

    /// <summary>What ended it. The stderr tail is asked only after an abort, where the runtime says there what it was.</summary>
    public CrashReason ReasonFor(string standardErrorTail) => WithoutLimit(standardErrorTail) switch
    {
        CrashReason.OutOfMemory when HasMemoryLimit => CrashReason.MemoryLimit,
        CrashReason reason => reason,
    };

    private CrashReason WithoutLimit(string standardErrorTail) => (Signal, Code) switch
    {
        (Abort, _) => LastWords(standardErrorTail),
        (Kill, _) => IsOverMemory ? CrashReason.MemoryLimit : CrashReason.Killed,
        (24, _) => CrashReason.ProcessorLimit,
        ({ }, _) => CrashReason.Signaled,
        (_, StatusStackOverflow) => CrashReason.StackOverflow,
        (_, StatusException) => LastWords(standardErrorTail) == CrashReason.OutOfMemory ? CrashReason.OutOfMemory : CrashReason.UnhandledException,
        (_, StatusFailFast) => LastWords(standardErrorTail) == CrashReason.OutOfMemory ? CrashReason.OutOfMemory : CrashReason.FailFast,
        (_, < 0) when OperatingSystem.IsWindows() => CrashReason.Signaled,
        _ => CrashReason.Exited,
    };

    // The last of what the runtime may say: earlier text may be the program's own.
    private static CrashReason LastWords(string tail)
    {
        CrashReason found = CrashReason.Signaled;
        int last = -1;
        foreach ((string words, CrashReason reason) in Words)
        {
            int place = tail.LastIndexOf(words, StringComparison.Ordinal);
            if (place > last)
            {
                (last, found) = (place, reason);
            }
        }

        return found;
    }

    private static string? HintFor(CrashReason reason) => reason switch
    {
        CrashReason.StackOverflow => "stack overflow",
        CrashReason.FailFast => "Environment.FailFast",
        CrashReason.UnhandledException => "unhandled exception",
        CrashReason.OutOfMemory => "out of memory",
        CrashReason.MemoryLimit => "over its limit on memory",
        CrashReason.ProcessorLimit => "over its limit on processor time",
        _ => null,
    };

    public static string NameOf(int signal) => signal switch
    {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        4 => "SIGILL",
        5 => "SIGTRAP",
        6 => "SIGABRT",
        8 => "SIGFPE",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        13 => "SIGPIPE",
        14 => "SIGALRM",
        15 => "SIGTERM",
        7 when OperatingSystem.IsLinux() => "SIGBUS",
        10 when OperatingSystem.IsMacOS() => "SIGBUS",
        24 => "SIGXCPU",
        25 => "SIGXFSZ",
        31 when OperatingSystem.IsLinux() => "SIGSYS",
        _ => "signal " + signal.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}
