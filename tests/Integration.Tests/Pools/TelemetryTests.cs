using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Pools;

/// <summary>Spans and metrics, for those that listen.</summary>
[TestClass]
public sealed class TelemetryTests
{
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Span_IsTheParentOfWhatRunsInTheWorker(bool asynchronously)
    {
        ConcurrentQueue<Activity> spans = new();
        using ActivityListener listener = new()
        {
            ShouldListenTo = static source => source.Name == "ProcessIsolate",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        string name = "traced " + Guid.NewGuid();
        using ProcessPool pool = TestPools.Single(o => o.Name = name);
        string? parent = asynchronously ? await pool.RunAsync(TelemetryJobs.ParentSpan) : pool.Run(TelemetryJobs.ParentSpan);
        Assert.Throws<InvalidOperationException>(() => pool.Run(InsideJobs.Fail));
        Activity[] own = [.. spans.Where(span => Equals(span.GetTagItem("processisolate.pool"), name))];
        Assert.HasCount(2, own);
        Assert.AreEqual(own[0].Id, parent);
        Assert.AreEqual(ActivityStatusCode.Error, own[1].Status);
        StringAssert.Contains(own[1].DisplayName, nameof(InsideJobs.Fail));
    }

    [TestMethod]
    public async Task Metrics_AreRecordedAndAListenerThatThrowsHarmsNothing()
    {
        string name = "measured " + Guid.NewGuid();
        ConcurrentQueue<(string Instrument, double Value)> seen = new();
        using MeterListener listener = new();
        listener.InstrumentPublished = static (instrument, own) =>
        {
            if (instrument.Meter.Name == "ProcessIsolate")
            {
                own.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => See(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => See(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => See(instrument, value, tags));
        listener.Start();
        using (ProcessPool pool = TestPools.Single(o => (o.Name, o.Transport) = (name, Transport.SharedMemory)))
        {
            Assert.AreEqual(9, pool.Run(Common.Square, 3));
            Assert.AreEqual(9, await pool.RunAsync(Common.Square, 3));
            Assert.HasCount(3, pool.Map(Common.Square, [1, 2, 3]));
            Assert.Throws<AggregateException>(listener.RecordObservableInstruments);
        }

        Assert.AreEqual(5, Of("processisolate.call.run").Length);
        Assert.AreEqual(2, Of("processisolate.call.transport").Length);
        Assert.IsGreaterThanOrEqualTo(3, Of("processisolate.call.wait").Length);
        Assert.IsTrue(Of("processisolate.call.run").All(static seconds => seconds is >= 0 and < 10), "In seconds.");
        Assert.AreEqual(1.0, Of("processisolate.worker.started").Sum());
        Eventually.True(() => Of("processisolate.worker.exited").Length == 1, "the worker's end is counted");
        Assert.AreEqual(1.0, Of("processisolate.worker.count").Single());
        Assert.AreEqual(0.0, Of("processisolate.queue.length").Single());

        double[] Of(string instrument) => [.. seen.Where(each => each.Instrument == instrument).Select(static each => each.Value)];
        void See(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                if (tag.Key == "processisolate.pool" && Equals(tag.Value, name))
                {
                    seen.Enqueue((instrument.Name, value));
                    throw new InvalidOperationException("a listener's own");
                }
            }
        }
    }

    [TestMethod]
    public void PoolsOfOneName_AreOneRow()
    {
        string name = "namesakes " + Guid.NewGuid();
        ConcurrentQueue<(string Instrument, int Value)> seen = new();
        using MeterListener listener = new();
        listener.InstrumentPublished = static (instrument, own) =>
        {
            if (instrument.Meter.Name == "ProcessIsolate")
            {
                own.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) =>
        {
            if (tags.ToArray().Any(tag => tag.Key == "processisolate.pool" && Equals(tag.Value, name)))
            {
                seen.Enqueue((instrument.Name, value));
            }
        });
        listener.Start();
        using ProcessPool first = TestPools.Single(o => o.Name = name);
        using ProcessPool second = TestPools.Single(o => o.Name = name);
        Assert.AreEqual(9, first.Run(Common.Square, 3));
        Assert.AreEqual(9, second.Run(Common.Square, 3));
        listener.RecordObservableInstruments();
        Assert.AreEqual(2, seen.Single(static each => each.Instrument == "processisolate.worker.count").Value);
        Assert.AreEqual(0, seen.Single(static each => each.Instrument == "processisolate.queue.length").Value);
    }
}

internal static class TelemetryJobs
{
    [RunInProcess]
    public static string? ParentSpan() => Activity.Current?.ParentId;
}
