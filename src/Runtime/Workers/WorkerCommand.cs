using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO;
using System.Text;

namespace ProcessIsolate.Workers;

/// <summary>The program and arguments that start a worker of this app.</summary>
/// <remarks>An app on a shared framework is hosted by this assembly's own entry point with the app's runtime
/// configuration and dependencies; everything else (self-contained, single file, Native AOT) starts itself again, and
/// <see cref="StartupHook"/> or, under Native AOT, its module initializer takes over before Main.</remarks>
internal sealed record WorkerCommand(string FileName, IReadOnlyList<string> Arguments, bool IsAppItself)
{
    private const int MaxShownName = 64;
    private const string LauncherName = "ProcessIsolate.Worker.dll";

    private static readonly Lazy<WorkerCommand> Found = new(Find);

    /// <exception cref="WorkerStartException">The app's files are not where they should be.</exception>
    public static WorkerCommand ForThisApp => Found.Value;

    /// <summary>What a list of processes shows of a worker.</summary>
    /// <param name="name">Its pool's name; letters and digits of it are shown, the first 64 characters.</param>
    /// <param name="workerId">Its number.</param>
    public static string LabelOf(string name, int workerId)
    {
        StringBuilder label = new("processisolate-worker:");
        foreach (char character in name.AsSpan(0, Math.Min(name.Length, MaxShownName)))
        {
            label.Append(char.IsLetterOrDigit(character) || character is '-' or '.' ? character : '_');
        }

        return label.Append(':').Append(CultureInfo.InvariantCulture, $"{workerId}").ToString();
    }

    /// <summary>The same with one more argument at its end, which nothing reads.</summary>
    public WorkerCommand With(string label) => this with { Arguments = [.. Arguments, label] };

    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "An empty location is what tells a single-file app.")]
    private static WorkerCommand Find()
    {
        string library = typeof(WorkerCommand).Assembly.Location;
        if (library.Length == 0 || FindMuxer(typeof(object).Assembly.Location) is not { } muxer)
        {
            return new WorkerCommand(
                Environment.ProcessPath ?? throw new WorkerStartException("The path of this program is unknown."), [], IsAppItself: true);
        }

        List<string> arguments = ["exec"];
        string? dependencies = FindDependencies();
        string configuration = FindRuntimeConfiguration(dependencies);
        arguments.Add("--runtimeconfig");
        arguments.Add(configuration);
        if (dependencies is not null)
        {
            arguments.Add("--depsfile");
            arguments.Add(dependencies);
        }

        if (NeedsRollForward(configuration))
        {
            arguments.Add("--roll-forward");
            arguments.Add("Major");
        }

        arguments.Add(FindProgram(library, dependencies));
        return new WorkerCommand(muxer, arguments, IsAppItself: false);
    }

    // The library's own entry point, unless the runtime took the library from a folder for this system below the app's: the
    // host program would look for all other files there. The launcher is where they are.
    private static string FindProgram(string library, string? dependencies)
    {
        string folder = Path.GetDirectoryName(dependencies) ?? Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        string launcher = Path.Combine(folder, LauncherName);
        return Path.GetDirectoryName(library) != folder && File.Exists(launcher) ? launcher : library;
    }

    // <root>/shared/Microsoft.NETCore.App/<version>/System.Private.CoreLib.dll: the host program is in the root. Taken
    // from the runtime in use and not from PATH, so that the worker runs on the same one.
    private static string? FindMuxer(string coreLibrary)
    {
        string? framework = Path.GetDirectoryName(Path.GetDirectoryName(coreLibrary));
        if (Path.GetFileName(framework) != "Microsoft.NETCore.App" || Path.GetDirectoryName(Path.GetDirectoryName(framework)) is not { } root)
        {
            return null;
        }

        string muxer = Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        return File.Exists(muxer) ? muxer : null;
    }

    // The host lists the files it used, the app's first. Under a test runner that is the test project's, although the
    // entry assembly is the runner's own.
    private static string? FindDependencies() =>
        AppContext.GetData("APP_CONTEXT_DEPS_FILES") is string files
        && files.Split(';') is [{ Length: > 0 } first, ..] && File.Exists(first)
            ? first
            : null;

    // "dotnet --roll-forward Major app.dll" leaves no trace but the result: a newer runtime than the app was built for. What
    // the environment or the configuration says, the worker finds by itself.
    private static bool NeedsRollForward(string configuration)
    {
        string? built = AppContext.TargetFrameworkName;
        return built?.EndsWith($"=v{Environment.Version.Major}.0", StringComparison.Ordinal) == false
            && Environment.GetEnvironmentVariable("DOTNET_ROLL_FORWARD") is null
            && !File.ReadAllText(configuration).Contains("\"rollForward\"", StringComparison.OrdinalIgnoreCase);
    }

    private static string FindRuntimeConfiguration(string? dependencies)
    {
        const string DependenciesSuffix = ".deps.json";
        const string ConfigurationSuffix = ".runtimeconfig.json";
        List<string> tried = [];
        if (dependencies?.EndsWith(DependenciesSuffix, StringComparison.OrdinalIgnoreCase) == true)
        {
            tried.Add(dependencies[..^DependenciesSuffix.Length] + ConfigurationSuffix);
        }

        if (System.Reflection.Assembly.GetEntryAssembly()?.GetName().Name is { } entry)
        {
            tried.Add(Path.Combine(AppContext.BaseDirectory, entry + ConfigurationSuffix));
        }

        return tried.Find(File.Exists) ?? throw new WorkerStartException(
            "A worker needs the app's runtime configuration, and there is none at " + string.Join(" or ", tried)
            + ". It is written by the build of an executable or test project.");
    }
}
