using System.IO;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Package.Tests;

/// <summary>The one program that every run builds.</summary>
[TestClass]
public sealed class SmokeTests
{
    [TestMethod]
    public void ConsoleApp_WithNothingButThePackage_CallsWorkers()
    {
        Consumer console = Consumer.Copy("Console").Build();
        Outcome outcome = Commands.Run(console.Folder, Path.Combine(console.Output(), "Console"));
        Report.AssertIsolated(outcome);
        Assert.Contains("talked=7", outcome.Output);
    }
}
