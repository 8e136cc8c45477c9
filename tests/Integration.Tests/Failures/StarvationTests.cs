using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Hosts;

namespace ProcessIsolate.Integration.Tests.Failures;

/// <summary>The thread pool full of callers that all wait: time limits must still fire, since only they free it, and what a program
/// calls asynchronously must end.</summary>
/// <remarks>In a program of its own: a test runner keeps an unknown number of its pool's threads busy.</remarks>
[TestClass]
public sealed class StarvationTests
{
    [TestMethod]
    public void TimeLimits_FireThoughEveryPoolThreadWaits()
    {
        using HostProcess host = new(["starve"]);
        Assert.AreEqual(0, host.WaitForExit(), host.Errors);
        Assert.AreEqual("6 limits fired", host.Lines.First());
    }

    [TestMethod]
    [DataRow("Auto")]
    [DataRow("Stream")]
    public void AsynchronousCalls_EndThoughEveryPoolThreadWaits(string transport)
    {
        using HostProcess host = new(["starve-async"], ("PROCESSISOLATE_TRANSPORT", transport));
        int code = host.WaitForExit();
        CollectionAssert.AreEqual(
            new[] { "many right", "one right", "large right", "crash right", "cancelled right", "dedicated right", "map right", "blocking right" },
            host.Lines.Where(static line => line.Length > 0).ToArray());
        Assert.AreEqual(0, code, host.Errors);
    }
}
