using System.Collections.Generic;
using System.IO;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Package.Tests;

/// <summary>A program for .NET 8 and its language, on the runtime that is there.</summary>
[TestClass]
[FullRunOnly]
public sealed class FrameworkTests
{
    private static Consumer? console;

    private static string Folder => console!.Output(framework: "net8.0");

    [ClassInitialize]
    public static void Build(TestContext context)
    {
        _ = context;
        console = Consumer.Copy("OlderConsole").Build();
    }

    [TestMethod]
    public void RolledForwardByTheEnvironment() => Report.AssertIsolated(Commands.Run(
        Folder, Path.Combine(Folder, "OlderConsole"), [], new Dictionary<string, string?> { ["DOTNET_ROLL_FORWARD"] = "Major" }));

    [TestMethod]
    public void RolledForwardByTheCommandLine() =>
        Report.AssertIsolated(Commands.Dotnet(Folder, "--roll-forward", "Major", "OlderConsole.dll"));
}
