using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Generator.Common;
using ProcessIsolate.Generator.Models;
using ProcessIsolate.Generator.Tests.Harness;

namespace ProcessIsolate.Generator.Tests;

/// <summary>An edit costs what it must and no more.</summary>
[TestClass]
public sealed class CacheTests
{
    private const string Declaration = "using ProcessIsolate; public static class Jobs { [RunInProcess] public static int Square(int x) => x * x; }";
    private const string Call = "class C { long F() => Jobs.Square(3); }";
    private const string Unrelated = "class D { int G() => 1; }";

    private static readonly string[] ContractSteps =
        [TrackingNames.Assembly, TrackingNames.MarkedMethods, TrackingNames.Contracts, TrackingNames.Module, TrackingNames.WorkerHooks];

    [TestMethod]
    public void EditOfAnUnrelatedFile_LeavesEveryStepCached()
    {
        var edited = Start().Edit(2, "1", "2");
        foreach (var step in ContractSteps.Concat([TrackingNames.CallSites, TrackingNames.Interceptors]))
        {
            Assert.IsTrue(edited.IsCachedOrUnchanged(step), step);
        }
    }

    [TestMethod]
    [DataRow("class C {", "/* above */ class C {")]
    [DataRow("Jobs.Square(3)", "Jobs.Square(3) + 1")]
    [DataRow("(3); }", "(3); } // below")]
    public void EditOfTheCallersFile_EmitsInterceptorsOnly(string old, string replacement)
    {
        var edited = Start().Edit(1, old, replacement);
        Assert.IsFalse(edited.IsCachedOrUnchanged(TrackingNames.Interceptors));
        foreach (var step in ContractSteps)
        {
            Assert.IsTrue(edited.IsCachedOrUnchanged(step), step);
        }
    }

    [TestMethod]
    public void EditOfTheBody_LeavesContractsCached() =>
        Assert.IsTrue(Start().Edit(0, "x * x", "x * x * 1").IsCachedOrUnchanged(TrackingNames.Contracts));

    [TestMethod]
    public void EditOfTheSignature_MustRunAgain()
    {
        var edited = Start().Edit(0, "int Square(int x)", "long Square(long x)");
        Assert.Contains("RemoteMethod<global::System.ValueTuple<long>, long>", edited.Text);
        edited.Intercepts("Jobs.Square(3)");
    }

    [TestMethod]
    public void EditOfTheMark_ChangesTheContract() =>
        Assert.IsFalse(Start().Edit(0, "[RunInProcess]", "[RunInProcess(MaxRetries = 1)]").IsCachedOrUnchanged(TrackingNames.Contracts));

    [TestMethod]
    public void FieldThatMakesAStructUnfitToTravelRaw_ChangesTheContract()
    {
        var run = GenerationRun.Of(
            "using ProcessIsolate; public static class Jobs { [RunInProcess] public static int Count(System.Span<P> x) => x.Length; }",
            "class C { int F() => Jobs.Count(default); }",
            "public record struct P(int X, float Y);");
        Assert.Contains("WriteMemory<global::P>(arguments.Item1, Module)", run.Text);
        foreach (var step in ContractSteps)
        {
            Assert.IsTrue(run.Edit(1, "default", "new P[3]").IsCachedOrUnchanged(step), step);
        }

        Assert.DoesNotContain("WriteMemory", run.Edit(2, "float Y", "bool Y").Text);
    }

    [TestMethod]
    public void NewCall_IsIntercepted() => Start().Edit(2, "1", "Jobs.Square(1)").Intercepts("Jobs.Square(1)", "Jobs.Square(3)");

    [TestMethod]
    public void MarkOnTheAssembly_IsSeenByCallsInOtherFiles()
    {
        var run = GenerationRun.Of("using ProcessIsolate; class Empty { }", "class C { int F() => System.Math.Abs(-1); }");
        Assert.IsNull(run.Interceptors("System.Math.Abs(-1)")[0]);
        run.Edit(0, "class Empty", "[assembly: RunInProcess(typeof(System.Math), \"Abs\")] class Empty").Intercepts("System.Math.Abs(-1)");
    }

    [TestMethod]
    public void ModelsHoldNoRoslynType()
    {
        var seen = new HashSet<Type>();
        foreach (var model in new[] { typeof(ContractModel), typeof(CallSiteModel), typeof(AssemblyModel), typeof(WorkerHookModel), typeof(ModuleModel), typeof(EndpointModel) })
        {
            Visit(model, model.Name);
        }

        Assert.IsGreaterThan(10, seen.Count);

        void Visit(Type type, string path)
        {
            if (!seen.Add(type))
            {
                return;
            }

            Assert.IsFalse(type.Namespace?.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal) is true, $"{path} is a {type}.");
            foreach (var argument in type.GetGenericArguments())
            {
                Visit(argument, path + "<>");
            }

            if (type.Assembly != typeof(ContractModel).Assembly)
            {
                return;
            }

            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            {
                Visit(field.FieldType, path + "." + field.Name);
            }
        }
    }

    [TestMethod]
    public void OldCompilationsAreCollected()
    {
        var (run, old) = EditTwice();
        for (var attempt = 0; attempt < 10 && old.IsAlive; attempt++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.IsFalse(old.IsAlive);
        GC.KeepAlive(run);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static (GenerationRun Run, WeakReference Old) EditTwice()
        {
            var first = Start();
            return (first.Edit(1, "3", "4").Edit(2, "1", "2"), new WeakReference(first.Input));
        }
    }

    private static GenerationRun Start() => GenerationRun.Of(Declaration, Call, Unrelated);
}
