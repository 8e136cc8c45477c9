using System.Linq;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Sharing;

[TestClass]
public sealed class SharedStateTests
{
    private const int Times = 3000;

    [TestMethod]
    public void Processes_IncrementUnderTheLock()
    {
        using Shared<int> value = new(5);
        using ProcessPool pool = TestPools.Of(2);
        Task first = pool.RunAsync(SharedJobs.IncrementUnderLock, value, Times);
        Task second = pool.RunAsync(SharedJobs.IncrementUnderLockAsync, value, Times);
        for (int i = 0; i < Times; i++)
        {
            using (value.EnterLock())
            {
                value.Value++;
            }
        }

        Eventually.Ends(Task.WhenAll(first, second), "the workers are done");
        first.GetAwaiter().GetResult();
        second.GetAwaiter().GetResult();
        Assert.AreEqual(5 + (3 * Times), value.Value);
    }

    [TestMethod]
    public void SeveralInOneRecord()
    {
        using Shared<long> sum = new();
        using SharedArray<int> counts = new(2);
        using ProcessLock guard = new();
        using ProcessPool pool = TestPools.Of(2);
        Task[] calls = [.. Enumerable.Range(0, 2).Select(i => pool.RunAsync(SharedJobs.Count, new Desk(sum, counts, guard), i, Times))];
        Eventually.Ends(Task.WhenAll(calls), "the workers are done");
        Task.WaitAll(calls);
        CollectionAssert.AreEqual(new[] { Times, Times }, counts.ToArray());
        Assert.AreEqual(2 * Times, sum.Value);
    }

    [TestMethod]
    public void IsolatedProcess_ChangesAValue()
    {
        using Shared<int> value = new();
        using IsolatedProcess process = IsolatedProcess.Start(SharedJobs.IncrementUnderLock, value, 1);
        Assert.IsTrue(process.Join(Eventually.Limit));
        Assert.AreEqual(1, value.Value);
    }
}
