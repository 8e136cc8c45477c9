using System;
using System.IO;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Hosts;

/// <summary>samples/Quickstart, samples/Jobs and samples/Sandbox, run as a reader of their pages would.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class SampleTests
{
    private static SampleProgram Quickstart { get; } = new("Quickstart", "Quickstart");

    private static SampleProgram Jobs { get; } = new("JobsSample", "Jobs");

    private static SampleProgram Sandbox { get; } = new("SandboxSample", "Sandbox");

    [TestMethod]
    public void Quickstart_ShowsWhatItSays()
    {
        using Scratch scratch = new();
        File.WriteAllText(scratch.Path("one.txt"), new string('x', 100_000));
        File.WriteAllText(scratch.Path("empty.txt"), "");
        (int exitCode, string output) = Quickstart.Run($"\"$0\" '{scratch.Folder}'");
        Assert.AreEqual(0, exitCode, output);
        StringAssert.Contains(output, "Square(3) = 9");
        StringAssert.Contains(output, "0 1 4 9 16 25 36 49 64 81");
        StringAssert.Contains(output, "The next call works: Square(4) = 16");
        StringAssert.Contains(output, "2 files below");
        StringAssert.Contains(output, "Both gave the same.");
        StringAssert.Contains(output, "in a process of its own:");
    }

    [TestMethod]
    public void Jobs_ThreeBadFilesCostThemselves()
    {
        (int exitCode, string output) = Jobs.Run("\"$0\"");
        Assert.AreEqual(1, exitCode, output);
        StringAssert.Contains(output, "took longer than it may");
        StringAssert.Contains(output, "crashed: ");
        StringAssert.Contains(output, "took more memory than it may");
        StringAssert.Contains(output, "There is no word in it.");
        StringAssert.Contains(output, "60 of 64 files read");
        Assert.DoesNotContain("AccessViolationException", output, "What workers write is not shown.");
    }

    [TestMethod]
    public void Jobs_OfAFolderOfTheUsers()
    {
        using Scratch scratch = new();
        File.WriteAllText(scratch.Path("one.txt"), "to be or not to be");
        (int exitCode, string output) = Jobs.Run($"\"$0\" '{scratch.Folder}'");
        Assert.AreEqual(0, exitCode, output);
        StringAssert.Contains(output, "1 of 1 files read");
        (exitCode, output) = Jobs.Run("\"$0\" /nowhere/at/all");
        Assert.AreEqual(2, exitCode, output);
    }

    [TestMethod]
    public void Sandbox_NoPluginComesThrough()
    {
        (int exitCode, string output) = Sandbox.Run("COLUMNS=200 \"$0\"");
        Assert.AreEqual(0, exitCode, output);
        StringAssert.Contains(output, "In force: privileges, kernel, processes, file reads, file writes, network, programs, descendants");
        StringAssert.Contains(output, "6 words");
        StringAssert.Contains(output, "eb ot ton ro eb ot");
        foreach (string refused in (string[])["reader", "writer", "eraser", "caller", "shell", "killer", "spy"])
        {
            Assert.Contains(line => line.Contains(refused, StringComparison.Ordinal) && line.Contains("refused", StringComparison.Ordinal), output.Split('\n'), output);
        }

        StringAssert.Contains(output, "MemoryLimit");
        StringAssert.Contains(output, "StackOverflow");
        StringAssert.Contains(output, "took longer than it may");
        StringAssert.Contains(output, "This program lives, and the next call works: 6 words");
    }
}
