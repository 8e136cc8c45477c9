using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Hosts;

namespace ProcessIsolate.Integration.Tests.Failures;

/// <summary>The thread pool full of callers that all wait: time limits must still fire, since only they free it.</summary>
/// <remarks>In a program of its own: a test runner keeps threads of its pool busy, nobody knows how many.</remarks>
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
}
