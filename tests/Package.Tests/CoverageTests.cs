using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Package.Tests;

/// <summary>Coverage of a library with three marked methods, all of them tested, reads 100 %: generated code does not count.</summary>
[TestClass]
[FullRunOnly]
public sealed class CoverageTests
{
    /// <summary>Coverlet counts in the test process alone, so calls stay in it.</summary>
    [TestMethod]
    [DataRow("Code Coverage;Format=cobertura", "", DisplayName = "Microsoft's, workers included")]
    [DataRow("XPlat Code Coverage", "InProcess", DisplayName = "coverlet, in process")]
    public void TestedLibraryReadsHundredPercent(string collector, string mode)
    {
        Consumer consumer = Consumer.Copy("Coverage");
        string tests = Path.Combine(consumer.Folder, "Tests");
        Outcome ran = Commands.Run(
            tests, "dotnet", ["test", "--nologo", "--collect", collector], new Dictionary<string, string?> { ["PROCESSISOLATE_MODE"] = mode });
        Assert.AreEqual(0, ran.ExitCode, ran.All);
        string report = Directory.GetFiles(Path.Combine(tests, "TestResults"), "*cobertura.xml", SearchOption.AllDirectories).First();
        XElement library = XDocument.Load(report).Descendants("package")
            .Single(each => ((string?)each.Attribute("name"))?.StartsWith("Library", System.StringComparison.Ordinal) is true);
        Assert.AreEqual("1", (string?)library.Attribute("line-rate"), library.ToString());
        Assert.IsNotEmpty(library.Descendants("line"));
    }
}
