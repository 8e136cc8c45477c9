using System;
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
        Outcome restored = Commands.Dotnet(console.Folder, "restore", "-v", "minimal");
        Assert.AreEqual(0, restored.ExitCode, restored.All);
        Outcome built = Commands.Dotnet(
            console.Folder, "msbuild", "-nologo", "-t:ProcessIsolateAddGenerator", "-p:NETCoreSdkVersion=9.0.203-preview.1");
        Assert.AreNotEqual(0, built.ExitCode, built.All);
        Assert.Contains("error PISO001", built.Output);
        Assert.Contains("9.0.300", built.Output);
    }

    [TestMethod]
    public void GeneratorLeftOut_IsAddedBack_OrTheBuildFails()
    {
        Consumer console = Consumer.Copy("Console");
        string project = Path.Combine(console.Folder, "Console.csproj");
        File.WriteAllText(project, File.ReadAllText(project).Replace(
            "Include=\"ProcessIsolate\"", "Include=\"ProcessIsolate\" ExcludeAssets=\"analyzers\"", StringComparison.Ordinal));

        Outcome refused = console.TryBuild("", "-p:ProcessIsolateAnalyzerFolder=" + Path.Combine(PackageFeed.Root, "nothing/"));
        Assert.AreNotEqual(0, refused.ExitCode, refused.All);
        Assert.Contains("error PISO001: The generator", refused.Output);

        console.Build();
        Report.AssertIsolated(Commands.Run("/", Path.Combine(console.Output(), "Console")));
    }
}
