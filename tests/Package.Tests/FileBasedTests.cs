using System.Collections.Generic;
using System.IO;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Package.Tests;

[TestClass]
[FullRunOnly]
public sealed class FileBasedTests
{
    [TestMethod]
    public void DotnetRunFile_AlsoWithARecordAsArgument()
    {
        Consumer app = Consumer.Copy("FileBased");
        // Where such apps are built; by default a folder of the user's that outlives the test.
        Dictionary<string, string?> environment = new() { ["XDG_DATA_HOME"] = Path.Combine(app.Folder, "data") };
        Outcome outcome = Commands.Run(app.Folder, "dotnet", ["run", "app.cs"], environment);
        Report.AssertIsolated(outcome);
        Assert.Contains("moved=3,2,a", outcome.Output);
    }
}
