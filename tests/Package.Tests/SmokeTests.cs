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
        Report.AssertIsolated(Commands.Run(console.Folder, Path.Combine(console.Output(), "Console")));
    }
}
