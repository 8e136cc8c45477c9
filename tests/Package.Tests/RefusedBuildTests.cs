using System.IO;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Package.Tests;

/// <summary>Builds that must fail, with a rule that says why: the alternative is a call that is silently not isolated.</summary>
[TestClass]
[FullRunOnly]
public sealed class RefusedBuildTests
{
    [TestMethod]
    public void MethodsThatCannotBeIsolated_AreNamedWithFileAndLine()
    {
        Outcome built = Consumer.Copy("Refused").TryBuild();
        Assert.AreNotEqual(0, built.ExitCode, built.All);
        Assert.Contains("Program.cs(7,14): error PISO105", built.Output);
        Assert.Contains("Program.cs(10,30): error PISO103", built.Output);
    }

    [TestMethod]
    public void InterceptorsSwitchedOff()
    {
        Outcome built = Consumer.Copy("Console").TryBuild("", "-p:ProcessIsolateIntercept=false");
        Assert.AreNotEqual(0, built.ExitCode, built.All);
        Assert.Contains("error PISO001", built.Output);
    }

    [TestMethod]
    public void SdkThatCannotIntercept()
    {
        Consumer console = Consumer.Copy("Console");
        Outcome restored = Commands.Dotnet(console.Folder, "restore", "-v", "quiet");
        Assert.AreEqual(0, restored.ExitCode, restored.All);
        Outcome built = Commands.Dotnet(
            console.Folder, "msbuild", "-nologo", "-t:ProcessIsolateAddGenerator", "-p:NETCoreSdkVersion=9.0.203-preview.1");
        Assert.AreNotEqual(0, built.ExitCode, built.All);
        Assert.Contains("error PISO001", built.Output);
        Assert.Contains("9.0.300", built.Output);
    }

    [TestMethod]
    public void PackageWithoutItsGenerator()
    {
        Outcome built = Consumer.Copy("Libraries").TryBuild(
            "ByProject", "-p:ProcessIsolateAnalyzerFolder=" + Path.Combine(PackageFeed.Root, "nothing") + Path.DirectorySeparatorChar);
        Assert.AreNotEqual(0, built.ExitCode, built.All);
        Assert.Contains("error PISO001", built.Output);
    }
}
