using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Calls;

/// <summary>How often a call is tried again: the flow's word wins over the pool's.</summary>
[TestClass]
public sealed class RetryTests
{
    [TestMethod]
    public void MaxRetries_OfPoolAndFlow()
    {
        using ProcessPool pool = TestPools.Single(static o => o.MaxRetries = 1);
        Assert.AreEqual(2, Assert.ThrowsExactly<WorkerCrashedException>(() => pool.Run(TimeJobs.Exit)).Attempts);
        using (new CallOptions { MaxRetries = 0 }.Use())
        {
            Assert.AreEqual(1, Assert.ThrowsExactly<WorkerCrashedException>(() => pool.Run(TimeJobs.Exit)).Attempts);
            Assert.AreEqual(1, Assert.ThrowsExactlyAsync<WorkerCrashedException>(() => pool.RunAsync(TimeJobs.Exit)).GetAwaiter().GetResult().Attempts);
        }

        using (pool.Use(new CallOptions { MaxRetries = 2 }))
        {
            Assert.AreEqual(3, Assert.ThrowsExactlyAsync<WorkerCrashedException>(() => pool.RunAsync(TimeJobs.Exit)).GetAwaiter().GetResult().Attempts);
        }
    }
}
