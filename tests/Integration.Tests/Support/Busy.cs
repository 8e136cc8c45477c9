using System;
using System.Threading;
using System.Threading.Tasks;

namespace ProcessIsolate.Integration.Tests.Support;

/// <summary>Keeps a worker of a pool busy until it is told to let it go.</summary>
internal sealed class Busy : IDisposable
{
    private readonly Scratch scratch = new();
    private readonly Task<int> call;

    public Busy(ProcessPool pool)
    {
        using IDisposable none = new CallOptions { QueueTimeout = Timeout.InfiniteTimeSpan, Timeout = Timeout.InfiniteTimeSpan }.Use();
        call = pool.RunAsync(Common.WaitForFile, scratch.Path("on"), scratch.Path("gate"));
        scratch.Await("on");
    }

    public void End()
    {
        scratch.Open("gate");
        Eventually.Ends(call, "the busy worker is free");
    }

    public void Dispose()
    {
        End();
        scratch.Dispose();
    }
}
