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
        Assert.Contains("Program.cs(7,14): error PISO102", built.Output);
        Assert.Contains("Program.cs(10,30): error PISO103", built.Output);
        Assert.Contains($"({PackageFeed.RepositoryUrl}/blob/main/docs/rules/PISO103.md)", built.Output);
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
        Outcome built = AddGenerator("-p:NETCoreSdkVersion=9.0.203-preview.1");
        Assert.AreNotEqual(0, built.ExitCode, built.All);
        Assert.Contains("error PISO001", built.Output);
        Assert.Contains("9.0.300", built.Output);
    }

    [TestMethod]
    public void GeneratorThatIsNotThere()
    {
        Outcome built = AddGenerator("-p:ProcessIsolateAnalyzerFolder=" + Path.Combine(PackageFeed.Root, "nothing/"));
        Assert.AreNotEqual(0, built.ExitCode, built.All);
        Assert.Contains("error PISO001: The generator", built.Output);
    }

    [TestMethod]
    public void GeneratorThatToolsLeftOut_IsAdded()
    {
        Outcome built = AddGenerator("-getItem:Analyzer");
        Assert.AreEqual(0, built.ExitCode, built.All);
        Assert.Contains("\"Filename\": \"ProcessIsolate.Generator\"", built.Output);
        Assert.Contains("\"Filename\": \"ProcessIsolate.Analyzers\"", built.Output);
    }

    // The package's own target by itself: nothing else has added analyzers then.
    private static Outcome AddGenerator(string option)
    {
        Consumer console = Consumer.Copy("Console");
        Outcome restored = Commands.Dotnet(console.Folder, "restore", "-v", "minimal");
        Assert.AreEqual(0, restored.ExitCode, restored.All);
        return Commands.Dotnet(console.Folder, "msbuild", "-nologo", "-t:ProcessIsolateAddGenerator", option);
    }
}
