using System;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Calls;
using ProcessIsolate.Integration.Tests.Support;
using ProcessIsolate.MarkedLibrary;

namespace ProcessIsolate.Integration.Tests.Workers;

/// <summary>An assembly with marked methods that is loaded when workers run already: they load it with their next call.</summary>
[TestClass]
public sealed class LateModuleTests
{
    [TestMethod]
    public void RunningWorkers_LoadTheModuleWithTheirNextCall()
    {
        Assert.IsNull(
            ModuleRegistry.Find("ProcessIsolate.MarkedLibrary"),
            "No other test may use the library: this one needs workers that started without it.");
        using ProcessPool direct = TestPools.Single();
        using ProcessPool mapping = TestPools.Single();
        using ProcessPool killed = TestPools.Single();
        using ProcessPool killedMapping = TestPools.Single();
        int directId = direct.Run(Common.ProcessId);
        int mappingId = mapping.Run(Common.ProcessId);
        int killedId = killed.Run(Common.ProcessId);
        int killedMappingId = killedMapping.Run(Common.ProcessId);
        UseLibrary(direct, directId);
        MapLibrary(mapping, mappingId);
        Proc.Kill(killedId);
        Survive(killed, killedId);
        Proc.Kill(killedMappingId);
        SurviveMap(killedMapping, killedMappingId);
    }

    // Each in a method of its own: the runtime runs the library's module initializer when it compiles the first method that calls into it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void UseLibrary(ProcessPool pool, int worker)
    {
        using IDisposable scope = pool.Use();
        Assert.AreEqual(worker, Remote.Id());
        Assert.AreEqual(worker, Remote.IdFromInside());
        Assert.AreEqual((worker, 9), Remote.Square(3));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MapLibrary(ProcessPool pool, int worker) => CollectionAssert.AreEqual(
        Enumerable.Range(0, 20).Select(x => (worker, x * x)).ToArray(), pool.Map(Remote.Square, Enumerable.Range(0, 20)));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Survive(ProcessPool pool, int dead) => Assert.AreNotEqual(dead, pool.Run(Remote.Id));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SurviveMap(ProcessPool pool, int dead) =>
        Assert.IsFalse(pool.Map(Remote.Square, [1, 2, 3]).Any(item => item.Item1 == dead));
}
