using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Generator.Tests.Harness;

namespace ProcessIsolate.Generator.Tests;

/// <summary>Calls of marked methods that another assembly declares.</summary>
[TestClass]
public sealed class ReferencedAssemblyTests
{
    private const string Library = """
        using ProcessIsolate;
        namespace Lib;
        public static class Jobs
        {
            [RunInProcess(Pool = "lib")] public static int Square(int x) => x * x;
            public static int Plain(int x) => x;
        }
        """;

    private const string Caller = """
        using Lib;
        using ProcessIsolate;
        static class Mine { [RunInProcess] public static int Square(int x) => x; }
        class C { int F() => Jobs.Square(3) + Mine.Square(4) + Jobs.Plain(5); System.Threading.Tasks.Task<int> G() => Jobs.SquareAsync(1); }
        """;

    [TestMethod]
    public void CallsOfAnAssemblyBuiltWithTheGenerator()
    {
        var run = Run(GenerationRun.Of(Compilations.Create(Library).WithAssemblyName("Lib")).ToReference());
        Assert.Contains("\"Lib!Lib.Jobs.Square(int)\" =>", run.Module);
        Assert.Contains("typeof(global::Lib.Jobs).Module.ModuleHandle);", run.Text);
        Assert.Contains("AssemblyMetadata(\"ProcessIsolate.RemoteMethods\", \"Square\")", run.Module);
        Assert.Contains("Pool = \"lib\"", run.Text);
        Assert.IsNull(run.Interceptors("Jobs.Plain(5)")[0]);
    }

    [TestMethod]
    public void CallsOfAnAssemblyBuiltWithoutTheGenerator()
    {
        var reference = Compilations.Create(Library + "public static class Ext { public static System.Threading.Tasks.Task<int> Unused() => null!; }")
            .WithAssemblyName("Lib");
        using var image = new System.IO.MemoryStream();
        Assert.IsTrue(reference.Emit(image).Success);
        var run = GenerationRun.Of(Compilations.Create("class C { int F() => Lib.Jobs.Square(3); }")
            .AddReferences(MetadataReference.CreateFromImage(image.ToArray())));
        run.Intercepts("Lib.Jobs.Square(3)");
    }

    [TestMethod]
    public void CallsOfAProjectInTheSameSolution() =>
        Run(GenerationRun.Of(Compilations.Create(Library).WithAssemblyName("Lib")).Output.ToMetadataReference());

    [TestMethod]
    public void ArgumentsOfALibraryComeBackAsItsAuthorSays()
    {
        const string Source = """
            using System.Runtime.InteropServices;
            using ProcessIsolate;
            namespace Lib;
            public static class Jobs
            {
                [RunInProcess] public static void Sort([In, Out] int[] values) { }
                [RunInProcess(CopyBack = true)] public static void Fill(int[] values) { }
                [RunInProcess] public static bool TryTake(ref int left, out string text) { text = ""; return true; }
                [RunInProcess] public static int Count(int[] values) => 1;
            }
            """;
        var run = GenerationRun.Of(Compilations.Create("""
            class C { void F(int[] a, int x) { Lib.Jobs.Sort(a); Lib.Jobs.Fill(a); Lib.Jobs.TryTake(ref x, out _); Lib.Jobs.Count(a); } }
            """).AddReferences(GenerationRun.Of(Compilations.Create(Source).WithAssemblyName("Lib")).ToReference()));
        run.Intercepts("Lib.Jobs.Sort(a)", "Lib.Jobs.Fill(a)", "Lib.Jobs.TryTake(ref x, out _)", "Lib.Jobs.Count(a)");
        Assert.AreEqual(3, run.Text.Split("CopiesBack = true").Length - 1);
    }

    [TestMethod]
    public void FriendsDoNotCollide()
    {
        var library = GenerationRun.Of(Compilations.Create(
            "[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"Sample\")]",
            "using ProcessIsolate; public static class Jobs { [RunInProcess] internal static int Hidden(int x) => x; [RunInProcess] public static int F(int x) => x; }")
            .WithAssemblyName("Friend")).ToReference();
        var run = GenerationRun.Of(Compilations.Create("""
            using System.Threading.Tasks;
            [assembly: ProcessIsolate.RunInProcess(typeof(System.Math))]
            class C { int G() => Jobs.Hidden(1) + Jobs.F(2) + System.Math.Abs(-1); Task<int> H() => Jobs.HiddenAsync(1); }
            """).AddReferences(library));
        run.Intercepts("Jobs.Hidden(1)", "Jobs.F(2)", "System.Math.Abs(-1)");
    }

    [TestMethod]
    public void MarkOnTheAssemblyOverridesTheLibrarysOwn()
    {
        var library = GenerationRun.Of(Compilations.Create(Library).WithAssemblyName("Lib")).ToReference();
        var run = GenerationRun.Of(Compilations.Create("""
            [assembly: ProcessIsolate.RunInProcess(typeof(Lib.Jobs), Pool = "mine")]
            class C { int F() => Lib.Jobs.Square(3) + Lib.Jobs.Plain(4); }
            """).AddReferences(library)).Intercepts("Lib.Jobs.Square(3)", "Lib.Jobs.Plain(4)");
        Assert.DoesNotContain("Pool = \"lib\"", run.Text);
    }

    [TestMethod]
    public void ContractOfALibraryMethodDoesNotDependOnTheCallsPlace()
    {
        var library = GenerationRun.Of(Compilations.Create(Library).WithAssemblyName("Lib")).ToReference();
        var run = GenerationRun.Of(Compilations.Create(Caller).AddReferences(library));
        var edited = run.Edit(0, "class C {", "class C { /* moved */");
        Assert.IsTrue(edited.IsCachedOrUnchanged(Common.TrackingNames.ForeignContracts));
        Assert.IsTrue(edited.IsCachedOrUnchanged(Common.TrackingNames.Module));
        Assert.Contains(IncrementalStepRunReason.Modified, edited.Reasons(Common.TrackingNames.Interceptors).ToList());
    }

    private static GenerationRun Run(MetadataReference library) =>
        GenerationRun.Of(Compilations.Create(Caller).AddReferences(library)).Intercepts("Jobs.Square(3)", "Mine.Square(4)");
}
