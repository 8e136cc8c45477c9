using System;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Failures.Hostile;

/// <summary>A worker of a few hundred lines of Python that can send anything over both lanes; see hostile.py.</summary>
internal static class HostileWorker
{
    private static readonly Lazy<string?> Interpreter = new(FindInterpreter);

    private static string Script => Path.Combine(AppContext.BaseDirectory, "Failures", "Hostile", "hostile.py");

    /// <summary>Leaves the test inconclusive where it cannot run.</summary>
    public static void Require()
    {
        if (!OperatingSystem.IsLinux() || Interpreter.Value is null)
        {
            Assert.Inconclusive("The hostile worker needs Linux and Python 3.9.");
        }
    }

    /// <param name="scratch">Where the plan lies, and the mark that it was carried out.</param>
    /// <param name="plan">Functions in Python; see hostile.py.</param>
    public static (string FileName, string[] Arguments) Command(Scratch scratch, string plan)
    {
        string file = scratch.Path("plan.py");
        File.WriteAllText(file, plan);
        return (Interpreter.Value!, ["-S", "-E", Script, scratch.Folder, file]);
    }

    // The program itself: one found by the name may be a script that looks for it, which takes longer than the test.
    private static string? FindInterpreter()
    {
        try
        {
            ProcessStartInfo start = new("python3") { RedirectStandardOutput = true, RedirectStandardError = true };
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add("import socket, sys; socket.recv_fds; print(sys.executable)");
            using Process process = Process.Start(start)!;
            string path = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 && File.Exists(path) ? path : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
