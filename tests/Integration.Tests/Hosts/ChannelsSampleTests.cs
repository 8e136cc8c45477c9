using System.IO;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Hosts;

/// <summary>samples/Channels, run as a reader of its page would.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class ChannelsSampleTests
{
    private static SampleProgram Sample { get; } = new("ChannelsSample", "Channels");

    [TestMethod]
    public void AllPrograms_DoWhatTheySay()
    {
        (int exitCode, string output) = Sample.Run("\"$0\"");
        Assert.AreEqual(0, exitCode, output);
        StringAssert.Contains(output, "got a parcel from process");
        StringAssert.Contains(output, "received: hello from process");
        StringAssert.Contains(output, "the value is 1");
        StringAssert.Contains(output, "0 -1 -2 -3 -4 -5 -6 -7 -8 -9");
        StringAssert.Contains(output, "48 files, 960,000 words");
        StringAssert.Contains(output, "Both gave the same counts.");
    }

    [TestMethod]
    public void Pipeline_CountsAFolderOfTheUsers()
    {
        using Scratch scratch = new();
        File.WriteAllText(scratch.Path("one.txt"), "to be or not to be");
        File.WriteAllText(scratch.Path("two.txt"), new string('x', 40_000) + "\nto\n");
        File.WriteAllText(scratch.Path("empty.txt"), "");
        (int exitCode, string output) = Sample.Run($"\"$0\" pipeline '{scratch.Folder}'");
        Assert.AreEqual(0, exitCode, output);
        StringAssert.Contains(output, "3 files");
        StringAssert.Contains(output, "Both gave the same counts.");
    }

    [TestMethod]
    public void OutputIntoAClosedPipe_Ends()
    {
        (int exitCode, string output) = Sample.Run("(\"$0\"; echo \"code $?\" >&2) | head -1");
        Assert.AreEqual(0, exitCode, output);
        StringAssert.Contains(output, "This is process");
        StringAssert.Contains(output, "code 0");
    }

    [TestMethod]
    public void UnknownProgram_IsRefused()
    {
        (int exitCode, string output) = Sample.Run("\"$0\" tube");
        Assert.AreEqual(2, exitCode, output);
        StringAssert.Contains(output, "Usage");
    }
}
