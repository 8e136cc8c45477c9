using System.Diagnostics;
using System.IO;

namespace ProcessIsolate.Integration.Tests.Sandbox;

/// <summary>Marked without a sandbox: they run in that of their pool.</summary>
public static class SandboxFiles
{
    [RunInProcess]
    public static string Read(string path) => File.ReadAllText(path);

    [RunInProcess]
    public static void Write(string path, string text) => File.WriteAllText(path, text);

    [RunInProcess]
    public static string Shell(string command)
    {
        using Process process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]) { RedirectStandardOutput = true })!;
        return process.StandardOutput.ReadToEnd().Trim();
    }
}
