using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Workers;

/// <summary>What goes along with a call besides its arguments.</summary>
[TestClass]
public sealed class FlowTests
{
    [TestMethod]
    public void Cultures_AreTheCallers()
    {
        using ProcessPool pool = TestPools.Single();
        CultureInfo culture = CultureInfo.CurrentCulture;
        CultureInfo uiCulture = CultureInfo.CurrentUICulture;
        try
        {
            int worker = pool.Run(Common.ProcessId);
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("fr-FR");
            Assert.AreEqual("de-DE fr-FR 1,5", pool.Run(Flow.Cultures));
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            Assert.AreEqual(" fr-FR 1.5", pool.Run(Flow.Cultures));
            CultureInfo.CurrentCulture = culture;
            CultureInfo.CurrentUICulture = uiCulture;
            StringAssert.StartsWith(pool.Run(Flow.Cultures), $"{culture.Name} {uiCulture.Name} ");
            Assert.AreEqual(worker, pool.Run(Common.ProcessId));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
            CultureInfo.CurrentUICulture = uiCulture;
        }
    }

    [TestMethod]
    public async Task Activity_IsTheParent()
    {
        using Activity activity = new Activity("the caller's").SetIdFormat(ActivityIdFormat.W3C).Start();
        activity.TraceStateString = "vendor=1";
        string expected = $"{activity.TraceId} {activity.SpanId} vendor=1";
        Assert.AreEqual(expected, Flow.Trace());
        Assert.AreEqual(expected, await Flow.TraceAsync());
    }

    [TestMethod]
    public async Task Baggage_Flows()
    {
        using Activity activity = new Activity("the caller's").SetIdFormat(ActivityIdFormat.W3C).Start();
        activity.AddBaggage("tenant", "a, b=c; \u00FC%20").AddBaggage("empty", "").AddBaggage("none", null).AddBaggage("tenant", "2");
        using Activity inner = new Activity("inside it").Start();
        inner.AddBaggage("key, =", "last");
        string expected = string.Join(';', inner.Baggage.Select(static item => $"{item.Key}:{item.Value ?? "null"}"));
        Assert.AreEqual(expected, Flow.Baggage());
        Assert.AreEqual(expected, await Flow.BaggageAsync());
        using ProcessPool pool = TestPools.Single();
        CollectionAssert.AreEqual(new[] { $"1 {expected}", $"2 {expected}" }, pool.Map(Flow.BaggageOf, [1, 2]));
    }

    /// <summary>A map in another culture starts no activity of its own.</summary>
    [TestMethod]
    public void MapInAnotherCulture_WithoutActivity_ThereIsNone()
    {
        using ProcessPool pool = TestPools.Single();
        (Activity? activity, CultureInfo culture) = (Activity.Current, CultureInfo.CurrentCulture);
        (Activity.Current, CultureInfo.CurrentCulture) = (null, CultureInfo.GetCultureInfo("de-DE"));
        try
        {
            CollectionAssert.AreEqual(new[] { "1 none", "2 none" }, pool.Map(Flow.BaggageOf, [1, 2]));
        }
        finally
        {
            (Activity.Current, CultureInfo.CurrentCulture) = (activity, culture);
        }
    }

    [TestMethod]
    public void WithoutActivity_ThereIsNone()
    {
        using ProcessPool pool = TestPools.Single();
        Activity? before = Activity.Current;
        Activity.Current = null;
        try
        {
            Assert.AreEqual("none", pool.Run(Flow.Trace));
        }
        finally
        {
            Activity.Current = before;
        }
    }

    [TestMethod]
    public void StandardInput_IsEmpty() => Assert.AreEqual("", Flow.ReadInput());

    [TestMethod]
    public void WorkerContext_SaysWhoAndWhere()
    {
        Assert.IsFalse(WorkerContext.IsWorker);
        Assert.IsNull(WorkerContext.WorkerId);
        Assert.IsNull(WorkerContext.HostProcessId);
        Assert.IsFalse(WorkerContext.Cancellation.CanBeCanceled);
        (bool isWorker, int? id, int? host, bool cancellable) = Flow.Context();
        Assert.IsTrue(isWorker);
        Assert.IsTrue(id >= 1);
        Assert.AreEqual(Environment.ProcessId, host);
        Assert.IsTrue(cancellable);
    }

    [TestMethod]
    public void MarkedCallInsideAWorker_RunsInline()
    {
        (int own, int called, int later, int mapped) = Flow.Reenter();
        Assert.AreEqual((own, own, own), (called, later, mapped));
        Assert.AreNotEqual(Environment.ProcessId, own);
    }

    [TestMethod]
    public void Initializer_RanOnceBeforeTheFirstCall()
    {
        using ProcessPool pool = TestPools.Single();
        Assert.AreEqual(1, pool.Run(Flow.Initialized));
        Assert.AreEqual(1, pool.Run(Flow.Initialized));
        Assert.AreEqual(0, WorkerHooks.Initialized);
    }

    [TestMethod]
    public void Shutdown_RunsWhenAWorkerLeavesInOrder()
    {
        using Scratch scratch = new();
        ProcessPool pool = TestPools.Single();
        pool.Run(Flow.SayAtShutdown, scratch.Path("bye"));
        pool.Close();
        pool.Join();
        Assert.AreNotEqual(Environment.ProcessId, scratch.Await("bye"));
        pool.Dispose();
    }
}
