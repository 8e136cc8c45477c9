using System;

namespace ProcessIsolate;

/// <summary>How a worker process ended, as far as the host can tell.</summary>
/// <param name="Code">The exit code as .NET reports it: 128 + n after signal n on Unix; null when not known.</param>
/// <param name="Announced">Whether the worker itself said it was leaving, with that code.</param>
internal readonly record struct WorkerExit(int? Code, bool Announced)
{
    // .NET folds a fatal signal into 128+n, and so does a program that calls exit(128+n). A worker that leaves by its
    // own will announces the code first; without that word the number is a signal.
    public int? Signal =>
        !OperatingSystem.IsWindows() && !Announced && Code is > 128 and < 128 + 65 ? Code - 128 : null;

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
