using System;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using ProcessIsolate.Benchmarks.Measuring;

namespace ProcessIsolate.Benchmarks.Peers;

/// <summary>Packages that scripts of peers need: installed beside the scripts in the build output, once, when a figure asks
/// for one.</summary>
internal static class NodePackage
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <exception cref="MissingPeerException">The package manager is not installed, or cannot reach the package.</exception>
    public static void Require(string name, string version)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "peers");
        if (Directory.Exists(Path.Combine(folder, "node_modules", name)))
        {
            return;
        }

        try
        {
            string program = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
            using Process process = Process.Start(new ProcessStartInfo(
                program, ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error", $"{name}@{version}"])
            {
                WorkingDirectory = folder,
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            process.OutputDataReceived += static (_, _) => { };
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
            }

            process.WaitForExit();
        }
        catch (Win32Exception)
        {
            throw new MissingPeerException("npm is not installed");
        }

        if (!Directory.Exists(Path.Combine(folder, "node_modules", name)))
        {
            throw new MissingPeerException($"npm could not install {name}");
        }
    }
}
