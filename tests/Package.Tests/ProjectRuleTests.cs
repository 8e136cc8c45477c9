using System;
using System.Collections.Generic;
using System.IO;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Package.Tests;

/// <summary>Rules that depend on the project around the code: a program that breaks one is reported where it says so and nowhere else,
/// and is clean and isolated once that is resolved.</summary>
[TestClass]
[FullRunOnly]
public sealed class ProjectRuleTests
{
    [TestMethod]
    [DataRow("PISO001", DisplayName = "interceptors overwritten")]
    [DataRow("PISO111", DisplayName = "another generator's member as an argument")]
    [DataRow("PISO401", DisplayName = "a class of a project without the package, compiled ahead of time")]
    public void BrokenAroundTheCode_IsReported_AndRunsOnceItIsResolved(string rule)
    {
        Consumer consumer = Consumer.Copy("ProjectRules");
        AssertReported(consumer, rule);
        AssertClean(consumer, new() { ["Rule"] = rule });
    }

    private static void AssertReported(Consumer consumer, string rule)
    {
        Outcome built = Build(consumer, new() { ["Rule"] = rule, ["BreakRules"] = "true" });
        string[] promised = [.. RuleReports.Promised(Path.Combine(consumer.Folder, rule + ".cs"))];
        Assert.Contains(rule, string.Concat(promised));
        CollectionAssert.AreEqual(promised, RuleReports.Of(consumer), built.All);
    }

    private static void AssertClean(Consumer consumer, Dictionary<string, string?> environment)
    {
        Outcome built = Build(consumer, environment, "-warnaserror");
        Assert.AreEqual(0, built.ExitCode, built.All);
        CollectionAssert.AreEqual(Array.Empty<string>(), RuleReports.Of(consumer), built.All);
        Report.AssertIsolated(Commands.Run(consumer.Output(), "dotnet", ["ProjectRules.dll"], environment));
    }

    private static Outcome Build(Consumer consumer, Dictionary<string, string?> environment, params string[] more) =>
        Commands.Run(consumer.Folder, "dotnet", ["build", "ProjectRules.csproj", "-v", "minimal", "--nologo", .. more], environment);
}
