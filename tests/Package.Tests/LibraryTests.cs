using System.IO;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Package.Tests;

/// <summary>Programs that know the package only through a library: their own calls of marked methods are isolated too.</summary>
[TestClass]
[FullRunOnly]
public sealed class LibraryTests
{
    private static Consumer? libraries;

    [ClassInitialize]
    public static void Build(TestContext context)
    {
        _ = context;
        libraries = Consumer.Copy("Libraries").Build("ByProject");
    }

    [TestMethod]
    public void ProjectReference_ToLibrariesForTheSameAndForAnOlderFramework() =>
        Report.AssertIsolated(Commands.Run("/", Path.Combine(libraries!.Output("ByProject"), "ByProject")));

    [TestMethod]
    public void PackageReference_ToALibraryThatDependsOnThePackage()
    {
        Outcome packed = Commands.Dotnet(
            Path.Combine(libraries!.Folder, "Library"), "pack", "-v", "quiet", "--nologo", "-o", PackageFeed.Folder);
        try
        {
            Assert.AreEqual(0, packed.ExitCode, packed.All);
            Consumer program = Consumer.Copy("ByPackage").Build();
            Report.AssertIsolated(Commands.Run("/", Path.Combine(program.Output(), "ByPackage")));
        }
        finally
        {
            File.Delete(Path.Combine(PackageFeed.Folder, $"Consumer.Library.{PackageFeed.Version}.nupkg"));
        }
    }

    [TestMethod]
    [DataRow("ByProject", "", DisplayName = "package through a project")]
    [DataRow("Library", "net8.0", DisplayName = "package referenced, one of two frameworks")]
    public void EditorsSeeTheGeneratorOnce(string project, string framework)
    {
        string[] more = framework.Length == 0 ? [] : ["-p:TargetFramework=" + framework];
        Outcome evaluated = Commands.Dotnet(
            Path.Combine(libraries!.Folder, project),
            [
                "msbuild", "-t:Compile", "-p:DesignTimeBuild=true", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true",
                "-p:BuildingInsideVisualStudio=true", "-p:BuildProjectReferences=false", "-getItem:Analyzer", .. more,
            ]);
        Assert.AreEqual(0, evaluated.ExitCode, evaluated.All);
        Assert.HasCount(2, evaluated.Output.Split("\"Filename\": \"ProcessIsolate.Generator\""), evaluated.Output);
        Assert.HasCount(2, evaluated.Output.Split("\"Filename\": \"ProcessIsolate.Analyzers\""), evaluated.Output);
    }
}
