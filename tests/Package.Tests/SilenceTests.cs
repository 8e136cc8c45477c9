using System.IO;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Package.Tests;

/// <summary>Projects in which a call of a marked method is not intercepted: the build or the program says so.</summary>
[TestClass]
[FullRunOnly]
public sealed class SilenceTests
{
    [TestMethod]
    [DataRow("false", DisplayName = "no other call")]
    [DataRow("true", DisplayName = "a call in code as well")]
    public void CallsInPagesAndComponents_AreErrorsThatSayWhatToDo(string callsInCode)
    {
        Outcome built = Consumer.Copy("Razor").TryBuild("", "-p:CallsInCode=" + callsInCode);
        Assert.AreNotEqual(0, built.ExitCode, built.All);
        Assert.Contains("Index.cshtml(2,14): error PISO111", built.Output);
        Assert.Contains("Comp.razor(3,19): error PISO111", built.Output);
        Assert.Contains("Comp.razor(2,11): error PISO111", built.Output);
        Assert.Contains("'Index.cshtml' becomes code in another generator, which ours does not see; move the call into a C# file of your own", built.Output);
    }

    [TestMethod]
    public void BuildWithoutRules_SaysThatItChecksNothing()
    {
        Outcome built = Consumer.Copy("Razor").TryBuild("", "-p:RunAnalyzers=false");
        Assert.AreEqual(0, built.ExitCode, built.All);
        Assert.Contains("warning PISO111: Analyzers are switched off in this build", built.Output);
    }

    [TestMethod]
    public void CallsInTwoEqualFiles_AreOurErrors()
    {
        Outcome built = Consumer.Copy("TwoEqualFiles").TryBuild();
        Assert.AreNotEqual(0, built.ExitCode, built.All);
        string[] errors = [.. built.Output.Split('\n').Where(line => line.Contains(": error ")).Select(line => line.Trim()).Distinct()];
        Assert.HasCount(2, errors, built.All);
        Assert.IsTrue(errors.All(line => line.Contains("Twin.cs(6,42): error PISO111") && line.Contains("have the same content")), built.All);
    }

    [TestMethod]
    [DataRow("FSharp", ".fsproj")]
    [DataRow("VisualBasic", ".vbproj")]
    public void OtherLanguages_AreWarned_AndCallByName(string project, string extension)
    {
        Consumer languages = Consumer.Copy("Languages");
        Outcome built = languages.TryBuild(project);
        Assert.AreEqual(0, built.ExitCode, built.All);
        Assert.Contains("warning PISO001: ProcessIsolate intercepts calls in C# only", built.Output);
        Assert.Contains($"({extension})", built.Output);
        Outcome ran = Commands.Run(languages.Output(project), "dotnet", project + ".dll");
        Report.AssertIsolated(ran);
        Assert.DoesNotContain("was built without", ran.All);
        if (project == "FSharp")
        {
            Assert.Contains("unmarked='Jobs.Unmarked' is not marked.", ran.Output);
            Assert.Contains("lambda=A lambda", ran.Output);
        }

        Outcome silenced = languages.TryBuild(project, "-p:ProcessIsolateIntercept=false", "-p:BuildProjectReferences=false", "--no-incremental");
        Assert.AreEqual(0, silenced.ExitCode, silenced.All);
        Assert.DoesNotContain("PISO001", silenced.All);
    }

    [TestMethod]
    public void ProjectWithTheFileAlone_IsNamedWhenItRuns()
    {
        Consumer languages = Consumer.Copy("Languages").Build("Library");
        string project = Path.Combine(languages.Folder, "FileOnly", "FileOnly.csproj");
        File.WriteAllText(project, File.ReadAllText(project).Replace("PACKAGES", Path.Combine(PackageFeed.Root, "packages")));
        languages.Build("FileOnly");
        Outcome ran = Commands.Run(languages.Output("FileOnly"), "dotnet", "FileOnly.dll");
        Assert.AreEqual(0, ran.ExitCode, ran.All);
        Assert.Contains("inside", ran.Output);
        Assert.Contains("'FileOnly' calls 'Jobs.Id', which is marked, and was built without ProcessIsolate's generator", ran.Output);
    }
}
