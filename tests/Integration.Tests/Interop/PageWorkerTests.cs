using System.IO;
using System.Linq;
using System.Reflection;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Interop;

/// <summary>docs/protocol.md has a worker in Python; it serves a real host.</summary>
[TestClass]
public sealed class PageWorkerTests
{
    [TestMethod]
    public void TheWorkerShown_ServesCalls()
    {
        string page = File.ReadAllText(typeof(PageWorkerTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(static data => data.Key == "ProtocolPage").Value!);
        string code = page.Split("```python\n")[1].Split("```")[0];
        using Scratch scratch = new();
        File.WriteAllText(scratch.Path("worker.py"), code);
        using ProcessPool pool = TestPools.Single(o => o.WorkerCommand = ("python3", [scratch.Path("worker.py")]));
        Assert.AreEqual(144, pool.Run(Common.Square, 12));
        CollectionAssert.AreEqual(Enumerable.Range(0, 300).Select(static x => x * x).ToArray(), pool.Map(Common.Square, Enumerable.Range(0, 300)));
        System.Console.WriteLine(Assert.ThrowsExactly<RemoteException>(() => pool.Run(Common.ProcessId)).Message);
        Assert.AreEqual(25, pool.Run(Common.Square, 5));
    }
}
