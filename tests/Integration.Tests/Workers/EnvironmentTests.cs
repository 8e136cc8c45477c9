using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Workers;

[TestClass]
public sealed class EnvironmentTests
{
    private static readonly string[] Secrets =
        ["PROCESSISOLATE_ENDPOINT", "PROCESSISOLATE_TOKEN", "PROCESSISOLATE_BORROWED", "DOTNET_EnableDiagnostics_IPC", "DOTNET_EnableDiagnostics_Debugger",
         "DOTNET_gcConcurrent"];

    [TestMethod]
    public void Options_ReachTheWorker()
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single(o =>
        {
            o.Environment["PITEST_ADDED"] = "a = b";
            o.Environment["HOME"] = null;
            o.WorkingDirectory = scratch.Folder;
        });
        Assert.AreEqual("a = b", pool.Run(Surroundings.Variable, "PITEST_ADDED"));
        Assert.IsNull(pool.Run(Surroundings.Variable, "HOME"));
        Assert.AreEqual(scratch.Folder, pool.Run(Surroundings.Folder));
        Assert.IsNull(Environment.GetEnvironmentVariable("PITEST_ADDED"));
    }

    [TestMethod]
    public void Options_AreCopied()
    {
        ProcessPoolOptions options = new() { MaxWorkers = 1 };
        using ProcessPool pool = new(options);
        options.Environment["PITEST_LATE"] = "late";
        options.MaxWorkers = 7;
        Assert.IsNull(pool.Run(Surroundings.Variable, "PITEST_LATE"));
        Assert.AreEqual(1, pool.MaxWorkers);
    }

    [TestMethod]
    public void MissingWorkingDirectory_IsAStartError()
    {
        using ProcessPool pool = TestPools.Single(static o => o.WorkingDirectory = "/nowhere/at/all");
        StringAssert.Contains(Assert.ThrowsExactly<WorkerStartException>(() => pool.Run(Common.ProcessId)).Message, "could not be started");
    }

    [TestMethod]
    public void Secrets_AreNotVisibleInTheWorker()
    {
        foreach (string name in Secrets)
        {
            Assert.IsNull(Surroundings.Variable(name));
        }
    }

    [TestMethod]
    public void Secrets_AreNotVisibleInWhatItStarts() => HasNoSecrets(Surroundings.OfManagedChild());

    [TestMethod]
    public void Secrets_AreNotVisibleInWhatNativeCodeStarts()
    {
        using Scratch scratch = new();
        Assert.AreEqual(0, Surroundings.OfNativeChild(scratch.Path("env")));
        HasNoSecrets(File.ReadAllText(scratch.Path("env")));
    }

    private static void HasNoSecrets(string variables)
    {
        StringAssert.Contains(variables, "PATH=");
        Assert.IsFalse(Secrets.Any(name => variables.Contains(name, StringComparison.Ordinal)), variables);
    }
}

internal static partial class Surroundings
{
    [RunInProcess]
    public static string? Variable(string name) => Environment.GetEnvironmentVariable(name);

    [RunInProcess]
    public static string Folder() => Environment.CurrentDirectory;

    [RunInProcess]
    public static string OfManagedChild()
    {
        using Process child = Process.Start(new ProcessStartInfo("env") { RedirectStandardOutput = true })!;
        string text = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return text;
    }

    [RunInProcess]
    public static int OfNativeChild(string path) => RunShell($"env > '{path}'");

    [LibraryImport("libc", EntryPoint = "system", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RunShell(string command);
}
