using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Hosts;

namespace ProcessIsolate.Integration.Tests.Workers;

/// <summary>An assembly with marked methods that is first used when workers run already.</summary>
[TestClass]
public sealed class LateModuleTests
{
    [TestMethod]
    public void RunningWorkers_LoadTheModuleWithTheirNextCall()
    {
        using HostProcess host = new(["late"]);
        Assert.AreEqual(0, host.WaitForExit(), host.Errors);
        CollectionAssert.AreEqual(
            new[] { "direct True", "mapped True", "killed True", "killed mapping True", "inside True" },
            host.Lines.Where(static line => line.Length > 0).ToArray());
    }
}
