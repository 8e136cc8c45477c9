using System;
using System.IO;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Analyzers.Tests.Harness;
using ProcessIsolate.Generator.Tests.Harness;

namespace ProcessIsolate.Analyzers.Tests;

/// <summary>Types of libraries that a program compiled ahead of time could not copy.</summary>
[TestClass]
public sealed class KeptTypeTests
{
    private const string Library = "namespace Lib; public class Box { private int x; } public struct Point { private int y; }";

    private const string Jobs = """
        record Order(List<Lib.Box> Boxes);
        class Jobs
        {
            [RunInProcess] internal static {|PISO401:Task<Lib.Box>|} F({|PISO401:Order|} order, int count, List<string> names) => null!;
        }
        """;

    private static readonly Setup Ahead = Setup.Default.With("PublishAot", "true");

    [TestMethod]
    [DataRow("PublishAot")]
    [DataRow("IsAotCompatible")]
    public void TypesWhosePrivateFieldsAreNotSeenAreReported(string property) =>
        Analysis.Verify(Jobs, Setup.Default.With(property, "True") with { References = [Compiled(Library, isReference: true)] });

    [TestMethod]
    [DataRow("PublishTrimmed", "true")]
    [DataRow("PublishAot", "false")]
    [DataRow("PublishAot", "true", "FileBasedProgram", "true")]
    public void ElsewhereNothingIsReported(string property, string value, string? other = null, string otherValue = "")
    {
        var setup = Setup.Default.With(property, value) with { References = [Compiled(Library, isReference: true)] };
        Analysis.Verify(Markup.Parse(Jobs).Files[0].Text, other is null ? setup : setup.With(other, otherValue));
    }

    [TestMethod]
    public void FileThatIsPublishedIsAnApp() => Analysis.Verify(
        Jobs, Ahead.With("FileBasedProgram", "true").With("_IsPublishing", "true") with { References = [Compiled(Library, isReference: true)] });

    [TestMethod]
    [DataRow(Library, false, DisplayName = "a package, whose private fields can be read")]
    [DataRow("[assembly: System.Reflection.AssemblyMetadata(\"ProcessIsolate.Generator\", \"1\")] " + Library, true, DisplayName = "a project with the generator")]
    public void TypesThatTheBuildSeesAreNot(string library, bool isReference) =>
        Analysis.Verify(Markup.Parse(Jobs).Files[0].Text, Ahead with { References = [Compiled(library.Replace("namespace Lib;", "namespace Lib {", StringComparison.Ordinal) + "}", isReference)] });

    [TestMethod]
    public void CallOfAMethodOfElsewhereIsReportedHere() => Analysis.Verify(
        """
        [assembly: RunInProcess(typeof(Lib.Calls), "Open")]
        class C { void F() => {|PISO401:Lib.Calls.Open(null!)|}; }
        """,
        Ahead with
        {
            References = [Compiled("namespace Lib; public class Box { private int x; } public static class Calls { public static void Open(Box box) { } }", isReference: true)],
        });

    private static PortableExecutableReference Compiled(string source, bool isReference)
    {
        using MemoryStream image = new();
        var compilation = Compilations.Create(source).WithAssemblyName("Lib").WithOptions(new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var emitted = compilation.Emit(image, options: new EmitOptions(metadataOnly: isReference, includePrivateMembers: !isReference));
        Assert.IsTrue(emitted.Success, string.Join(" ", emitted.Diagnostics));
        return MetadataReference.CreateFromImage(image.ToArray());
    }
}
