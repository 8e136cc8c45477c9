using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Analyzers.Tests.Harness;
using ProcessIsolate.Generator.Tests.Harness;

namespace ProcessIsolate.Analyzers.Tests.Calls;

/// <summary>No code reaches a marked method in this process without a word. The emitted code is looked at, not what rules believe:
/// wherever its instructions name a marked method outside of generated contracts, a rule must have reported it.</summary>
[TestClass]
public sealed class SilenceTests
{
    private const string Jobs = """
        using System.Linq.Expressions;
        using System.Runtime.CompilerServices;
        using Alias = Jobs;
        using static Jobs;
        [assembly: System.Reflection.AssemblyTitle(nameof(Jobs.Square))]
        public static class Jobs
        {
            [RunInProcess] public static int Square(int x) => x * x;
            [RunInProcess] public static string Say(this string text, int times = 1) => text + times;
            [RunInProcess] public static Bag Make(ReadOnlySpan<int> items) => new() { First = items[0] };
            [RunInProcess] public static void Add(this Heap heap, int item) { }
            [RunInProcess] public static Steps GetEnumerator(this Ladder ladder) => new();
        }
        public struct Steps { public int Current => 1; public bool MoveNext() => false; }
        [CollectionBuilder(typeof(Jobs), "Make")] public class Bag { public int First { get; set; } public IEnumerator<int> GetEnumerator() => throw new Exception(); }
        public class Ladder;
        public class HeapConverter : System.Text.Json.Serialization.JsonConverter<Heap>
        {
            public override Heap Read(ref System.Text.Json.Utf8JsonReader reader, Type type, System.Text.Json.JsonSerializerOptions options) => new();
            public override void Write(System.Text.Json.Utf8JsonWriter writer, Heap value, System.Text.Json.JsonSerializerOptions options) { }
        }
        [System.Text.Json.Serialization.JsonConverter(typeof(HeapConverter))]
        public class Heap : System.Collections.IEnumerable { System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => throw new Exception(); }
        public interface IJob { static abstract int Run(int x); static virtual int Other(int x) => x; }
        class C { MEMBER }

        """;

    [TestMethod]
    [DataRow("int F() => Jobs.Square(3);", DisplayName = "type before the dot")]
    [DataRow("int F() => Alias.Square(3);", DisplayName = "alias")]
    [DataRow("int F() => global::Jobs.Square(3);", DisplayName = "global")]
    [DataRow("int F() => Square(3);", DisplayName = "using static")]
    [DataRow("string F() => \"a\".Say();", DisplayName = "extension method")]
    [DataRow("string? F(string? a) => a?.Say(2);", DisplayName = "conditional access")]
    [DataRow("int field = Square(3);", DisplayName = "field initializer")]
    [DataRow("static int Field = Square(3);", DisplayName = "static field initializer")]
    [DataRow("int P { get; } = Square(3);", DisplayName = "property initializer")]
    [DataRow("int P { get => field == 0 ? Square(3) : field; set => field = Square(value); }", DisplayName = "field keyword")]
    [DataRow("} partial class D { public partial int P { get; } } partial class D { public partial int P => Square(3);", DisplayName = "partial property")]
    [DataRow("event Action E { add => Square(3); remove => Square(4); }", DisplayName = "event accessors")]
    [DataRow("int this[int x] => Square(x);", DisplayName = "indexer")]
    [DataRow("public static C operator +(C a, int b) { Square(b); return a; }", DisplayName = "operator")]
    [DataRow("static C() => Square(3);", DisplayName = "static constructor")]
    [DataRow("~C() => Square(3);", DisplayName = "finalizer")]
    [DataRow("} class D(int x) { public int X => x; } class E(int y) : D(Square(y)) {", DisplayName = "primary constructor's base arguments")]
    [DataRow("} record D(int X); record E(int Y) : D(Square(Y)) { public int Z { get; init; } = Square(Y); ", DisplayName = "record's base arguments")]
    [DataRow("} class D { public D(int x) { } public D() : this(Square(3)) { } ", DisplayName = "constructor initializer")]
    [DataRow("} record R(int X) { R F() => this with { X = Square(3) };", DisplayName = "with expression")]
    [DataRow("} interface I { int F() => Square(3); static int G() => Square(4);", DisplayName = "default interface member")]
    [DataRow("int F() { return Local(3); static int Local(int x) => Square(x); }", DisplayName = "local function")]
    [DataRow("int F() { Func<int, int> f = x => Square(x); return f(3); }", DisplayName = "lambda")]
    [DataRow("Func<int> F() => delegate { return Square(3); };", DisplayName = "anonymous method")]
    [DataRow("Func<int, int> F() { var f = (int x = 3) => Square(x); return x => f(x); }", DisplayName = "lambda with a default")]
    [DataRow("IEnumerable<int> F() { yield return Square(3); }", DisplayName = "iterator")]
    [DataRow("async IAsyncEnumerable<int> F() { await Task.Yield(); yield return Square(3); }", DisplayName = "asynchronous iterator")]
    [DataRow("async Task<int> F() { await Task.Yield(); try { return Square(3); } finally { Square(4); } }", DisplayName = "asynchronous method")]
    [DataRow("int[] F() => [Square(3), .. new[] { Square(4) }];", DisplayName = "inside a collection expression")]
    [DataRow("string F() => $\"{Square(3):x}\";", DisplayName = "interpolation")]
    [DataRow("int F(object o) => o switch { int x when Square(x) > 3 => Square(x), _ => 0 };", DisplayName = "switch")]
    [DataRow("IEnumerable<int> F(int[] xs) => from x in xs let y = Square(x) where Square(y) > 1 orderby Square(y) select Square(y);", DisplayName = "query")]
    [DataRow("int F(int x = 1) => (Square(x), Square(2)).Item1;", DisplayName = "tuple")]
    [DataRow("void F() { for (int i = Square(1); i < Square(3); i += Square(2)) { } }", DisplayName = "loop heads")]
    [DataRow("void F() { lock (this) { checked { Square(3); } } }", DisplayName = "checked and lock")]
    [DataRow("ref int F(int[] a) => ref a[Square(0)];", DisplayName = "ref return")]
    [DataRow("T F<T>(T t) { Square(3); return t; }", DisplayName = "generic method")]
    [DataRow("} static class D { extension(string s) { public int Size => Square(s.Length); }", DisplayName = "extension block")]
    [DataRow("""
        int F()
        {
        #line 200 "elsewhere.txt"
            return Square(3);
        #line hidden
        }
        int G() => Square(4);
        #line default

        """, DisplayName = "line directives")]
    [DataRow("[System.Obsolete(nameof(Jobs.Square))] string F() => nameof(Square);", DisplayName = "nameof and attributes")]
    [DataRow("[System.CodeDom.Compiler.GeneratedCode(\"x\", \"1\")] int F() => Square(3);", DisplayName = "attribute of generated code")]
    public void CallLeavesTheProcess(string member) => Check(Compile(Jobs.Replace("MEMBER", member)), reported: []);

    [TestMethod]
    [DataRow("Expression<Func<int, int>> F() => x => Square(x);", "PISO207", DisplayName = "expression tree")]
    [DataRow("IQueryable<int> F(IQueryable<int> xs) => from x in xs select Square(x);", "PISO207", DisplayName = "query of expressions")]
    [DataRow("Bag F() => [1, 2];", "PISO207", DisplayName = "collection builder")]
    [DataRow("Heap F() => new() { 1, 2 };", "PISO207", DisplayName = "collection initializer")]
    [DataRow("Heap F() => [1, 2];", "PISO207", DisplayName = "collection expression")]
    [DataRow("void F(Ladder h) { foreach (var x in h) { } }", "PISO207", DisplayName = "enumerator of a loop")]
    [DataRow("} class D : IJob { [RunInProcess] public static int Run(int x) => x; } class E { int F<T>() where T : IJob => T.Run(1); int G() => F<D>();", "PISO207", DisplayName = "static abstract member")]
    [DataRow("} class D : IJob { public static int Run(int x) => x; [RunInProcess] public static int Other(int x) => x; } class E { int F<T>() where T : IJob => T.Other(1);", "PISO207", DisplayName = "static virtual member")]
    [DataRow("Func<int, int> F() => Square;", "PISO201", DisplayName = "delegate")]
    [DataRow("IEnumerable<int> F(int[] xs) => xs.Select(Square);", "PISO201", DisplayName = "method group")]
    [DataRow("unsafe delegate*<int, int> F() => &Jobs.Square;", "PISO201", DisplayName = "function pointer")]
    [DataRow("Func<int> F() => 3.ToString().Length.Equals(1) ? null! : new Func<int>(() => Square(3)); Func<string> G() => \"a\".Say2; } static class X { [RunInProcess] public static string Say2(this string a) => a;", "PISO201", DisplayName = "delegate of an extension method")]
    public void WhatStaysIsReported(string member, string rule) => Check(Compile(Jobs.Replace("MEMBER", member)), [rule]);

    [TestMethod]
    [DataRow("class Page { int F() => Jobs.Square(3); }", "PISO111", DisplayName = "call")]
    [DataRow("class Page { string F() => \"a\".Say(); }", "PISO111", DisplayName = "extension method")]
    [DataRow("class Page { async System.Threading.Tasks.Task F() => await System.Threading.Tasks.Task.Run(() => Jobs.Square(3)); }", "PISO111", DisplayName = "lambda")]
    [DataRow("class Page { System.Func<int, int> F() => Jobs.Square; }", "PISO201", DisplayName = "delegate")]
    [DataRow("class Page { Bag F() => [1, 2]; }", "PISO207", DisplayName = "collection builder")]
    [DataRow("class Page { void F(Ladder h) { foreach (var x in h) { } } }", "PISO207", DisplayName = "enumerator of a loop")]
    public void WhatAnotherGeneratorCallsIsReported(string source, string rule)
    {
        Check(AddGenerated(Compile(Jobs.Replace("MEMBER", "")), source), [rule]);
        Check(AddGenerated(Compile(Jobs.Replace("MEMBER", "int F() => Square(3);")), source), [rule]);
    }

    [TestMethod]
    [DataRow("Pages_Index_cshtml.g.cs", "#line hidden\n#line 2 \"/app/Pages/Index.cshtml\"\nclass Page { int F() => Jobs.Square(3); }", "'Index.cshtml' becomes code in another generator", DisplayName = "page")]
    [DataRow("Comp_razor.g.cs", "#line (2,1)-(2,20) 8 \"/app/Pages/Comp.razor\"\nclass Page { int F() => Jobs.Square(3); }", "'Comp.razor' becomes code in another generator", DisplayName = "component")]
    [DataRow("Other.g.cs", "class Page { int F() => Jobs.Square(3); }", "another generator wrote this file", DisplayName = "anything else")]
    public void MessageSaysWhereTheCallBelongs(string path, string source, string beginning)
    {
        var message = Run(AddGenerated(Compile(Jobs.Replace("MEMBER", "")), source, path)).Single().GetMessage();
        Assert.Contains(beginning, message);
        Assert.Contains("move the call into a C# file of your own, or call 'SquareAsync' or a pool's 'Run'", message);
    }

    [TestMethod]
    public void CallInTwoEqualFilesIsOurError()
    {
        const string Twin = "file static class Local { [System.Runtime.CompilerServices.ModuleInitializer] internal static void Init() => Jobs.Square(3); }";
        var sources = new[] { Jobs.Replace("MEMBER", ""), Twin, Twin };
        var compilation = Compile(
            [.. sources.Select((each, index) => new SourceFile(index == 0 ? "Jobs.cs" : $"folder{index}/Twin.cs", each))]);
        Check(compilation, ["PISO111"]);
        Assert.Contains("have the same content", Run(compilation)[0].GetMessage());
    }

    [TestMethod]
    public void GeneratorThatFailedIsAnError()
    {
        var compilation = Analysis.Compile(
            [new SourceFile("File.cs", Jobs.Replace("MEMBER", "int F() => Square(3);"))], Setup.Default with { RunsGenerator = false });
        Assert.Contains("PISO001", Run(compilation).Select(each => each.Id));
    }

    [TestMethod]
    public void CallThatAnotherGeneratorDivertsIsAnError()
    {
        // The nearer method is not there while our generator looks.
        var compilation = AddGenerated(
            Compile(Jobs.Replace("MEMBER", "int F() => Square(3); } partial class D { int F() => Square(3);")),
            "partial class D { static int Square(int x) => 0; }");
        var report = Run(compilation).Single(each => each.Severity is DiagnosticSeverity.Error);
        Assert.AreEqual("PISO111", report.Id);
        Assert.Contains("another method", report.GetMessage());
    }

    [TestMethod]
    public void FriendsAndReferenceAssembliesAreSeen()
    {
        var library = Analysis.Compile(
            [new SourceFile("Library.cs", "[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"Sample\")] static class Inner { [RunInProcess] internal static int Twice(int x) => x; }")],
            Setup.Default).WithAssemblyName("Library");
        using var image = new MemoryStream();
        Assert.IsTrue(library.Emit(image, options: new(metadataOnly: true, includePrivateMembers: false)).Success);
        var setup = Setup.Default with { References = [MetadataReference.CreateFromImage(image.ToArray())] };
        Check(Analysis.Compile([new SourceFile("File.cs", "class C { int F() => Inner.Twice(3); }")], setup), []);
        Check(AddGenerated(Analysis.Compile([new SourceFile("File.cs", "class C { }")], setup), "class Page { int F() => Inner.Twice(3); }"), ["PISO111"]);
    }

    private static Compilation Compile(string source) => Compile([new SourceFile("File.cs", source)]);

    private static Compilation Compile(SourceFile[] files)
    {
        var compilation = Analysis.Compile(files, Setup.Default);
        return compilation.WithOptions(((CSharpCompilationOptions)compilation.Options).WithAllowUnsafe(true));
    }

    private static Compilation AddGenerated(Compilation compilation, string source, string path = "Other.g.cs") => compilation.AddSyntaxTrees(
        Compilations.Parse("// <auto-generated/>\n" + source, "/app/obj/Other/Other.OtherGenerator/" + path, Compilations.ParseOptions));

    private static ImmutableArray<Diagnostic> Run(Compilation compilation) =>
        [.. Analysis.Run(compilation, Setup.Default).Where(each => each.Severity is DiagnosticSeverity.Error or DiagnosticSeverity.Warning)];

    private static void Check(Compilation compilation, string[] reported)
    {
        using var image = new MemoryStream();
        var emitted = compilation.WithOptions(compilation.Options.WithGeneralDiagnosticOption(ReportDiagnostic.Default)).Emit(image);
        Assert.IsTrue(emitted.Success, string.Join("\n", emitted.Diagnostics.Where(each => each.Severity is DiagnosticSeverity.Error)));
        var direct = DirectUses(image, compilation).ToList();
        Assert.AreEqual(reported.Length > 0, direct.Count > 0, string.Join(", ", direct));
        var reports = Run(compilation);
        CollectionAssert.AreEquivalent(reported, reports.Select(each => each.Id).Distinct().ToList(), string.Join("\n", reports));
    }

    /// <summary>Methods outside of generated code whose instructions name a marked method.</summary>
    private static IEnumerable<string> DirectUses(MemoryStream image, Compilation compilation)
    {
        image.Position = 0;
        using var file = new PEReader(image, PEStreamOptions.LeaveOpen);
        var metadata = file.GetMetadataReader();
        var tokens = Tokens(metadata, compilation);
        foreach (var handle in metadata.MethodDefinitions)
        {
            var method = metadata.GetMethodDefinition(handle);
            if (method.RelativeVirtualAddress != 0 && !IsGenerated(metadata, method))
            {
                var code = file.GetMethodBody(method.RelativeVirtualAddress).GetILBytes() ?? [];
                if (tokens.Any(token => code.AsSpan().IndexOf(BitConverter.GetBytes(token)) >= 0))
                {
                    yield return metadata.GetString(method.Name);
                }
            }
        }
    }

    private static List<int> Tokens(MetadataReader metadata, Compilation compilation)
    {
        var own = metadata.MethodDefinitions
            .Where(handle => metadata.GetMethodDefinition(handle).GetCustomAttributes().Any(each => IsMark(metadata, each)))
            .Select(handle => metadata.GetToken(handle));
        var others = metadata.MemberReferences
            .Where(handle => metadata.GetMemberReference(handle) is var member && metadata.StringComparer.Equals(member.Name, "Twice"))
            .Select(handle => metadata.GetToken(handle));
        // A static member of an interface may be implemented by a marked method.
        var abstracts = metadata.MemberReferences.Count == 0 ? [] : metadata.MethodDefinitions
            .Where(handle => metadata.GetMethodDefinition(handle) is var method
                && metadata.GetString(metadata.GetTypeDefinition(method.GetDeclaringType()).Name) == "IJob"
                && compilation.ContainsSymbolsWithName(name => name is "D", SymbolFilter.Type))
            .Select(handle => metadata.GetToken(handle));
        return [.. own, .. others, .. abstracts];
    }

    private static bool IsMark(MetadataReader metadata, CustomAttributeHandle handle) =>
        metadata.GetCustomAttribute(handle).Constructor is { Kind: HandleKind.MemberReference } constructor
        && metadata.GetMemberReference((MemberReferenceHandle)constructor).Parent is { Kind: HandleKind.TypeReference } parent
        && metadata.StringComparer.Equals(metadata.GetTypeReference((TypeReferenceHandle)parent).Name, "RunInProcessAttribute");

    private static bool IsGenerated(MetadataReader metadata, MethodDefinition method)
    {
        var type = metadata.GetTypeDefinition(method.GetDeclaringType());
        while (!type.GetDeclaringType().IsNil)
        {
            type = metadata.GetTypeDefinition(type.GetDeclaringType());
        }

        return metadata.StringComparer.Equals(type.Namespace, "ProcessIsolate.Generated");
    }
}
