using System.Collections.Generic;
using System.IO;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Package.Tests;

/// <summary>Tests of a user that call isolated methods: the entry assembly is a test host's there.</summary>
[TestClass]
[FullRunOnly]
public sealed class UserTestsTests
{
    [TestMethod]
    public void DotnetTest_ThroughTheTestHost() => AssertPasses("test", "--nologo");

    [TestMethod]
    public void MSTest_AsItsOwnRunner() => AssertPasses("run", "-p:EnableMSTestRunner=true", "-p:OutputType=Exe");

    private static void AssertPasses(params string[] arguments)
    {
        Consumer tests = Consumer.Copy("UserTests");
        string report = Path.Combine(tests.Folder, "report.txt");
        Outcome outcome = Commands.Run(tests.Folder, "dotnet", arguments, new Dictionary<string, string?> { ["REPORT_FILE"] = report });
        Assert.AreEqual(0, outcome.ExitCode, outcome.All);
        Report.AssertIsolated(File.ReadAllText(report), outcome.All);
    }
}
