using System;

namespace ProcessIsolate;

/// <summary>How a worker process ended, as far as the host can tell.</summary>
/// <param name="Code">The exit code; 128 + n after signal n on Unix; null when not known.</param>
/// <param name="Signal">The signal that ended it, if one did.</param>
internal readonly record struct WorkerExit(int? Code, int? Signal)
{
    /// <summary>For systems on which the base library asks: it folds a fatal signal into 128 + n, and so does a program that calls
    /// <c>exit(128 + n)</c>.</summary>
    /// <param name="code">The code as .NET reports it.</param>
    /// <param name="announced">Whether the worker said that it leaves, with that code. Without that word the number is a signal.</param>
    public static WorkerExit FromFolded(int? code, bool announced) =>
        new(code, !announced && code is > 128 and < 128 + 65 ? code - 128 : null);

    public string Describe(string standardErrorTail)
    {
        string what = (Signal, Code) switch
        {
            ({ } signal, _) => $"killed by signal {signal} ({NameOf(signal)})",
            (_, { } code) when OperatingSystem.IsWindows() && code < 0 => $"ended with status 0x{code:X8}",
            (_, { } code) => $"exited with code {code}",
            _ => "ended",
        };
        return Hint(standardErrorTail) is { } hint ? $"{what}: {hint}" : what;
    }

    private static string? Hint(string tail) =>
        tail.Contains("Stack overflow", StringComparison.Ordinal) ? "stack overflow"
        : tail.Contains("Process terminated.", StringComparison.Ordinal) ? "Environment.FailFast"
        : tail.Contains("Unhandled exception.", StringComparison.Ordinal) ? "unhandled exception"
        : null;

    private static string NameOf(int signal) => signal switch
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
