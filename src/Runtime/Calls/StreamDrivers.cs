using System;
using System.Threading;
using System.Threading.Tasks;

namespace ProcessIsolate.Calls;

/// <summary>The drivers of one stream: one begins when an item comes while there are fewer than allowed, and ends when no item is there.</summary>
/// <remarks>Who changes a count looks behind a fence whether the other side waits. A driver that ends has the fence for both sides: items are added
/// far more often than drivers end.</remarks>
internal sealed class StreamDrivers(IStreamItems items, int most)
{
    private readonly StreamSignal ended = new();
    private int active;

    public bool Any => Volatile.Read(ref active) > 0;

    /// <summary>An item was added.</summary>
    public void OnItem()
    {
        if (Volatile.Read(ref active) < most)
        {
            Begin();
        }
    }

    /// <summary>Done when there is none; asked once no further item is wanted.</summary>
    public async ValueTask WhenEnded()
    {
        while (Any)
        {
            await ended.WaitAsync().ConfigureAwait(false);
        }
    }

    private void Begin()
    {
        int before = Volatile.Read(ref active);
        while (before < most && Interlocked.CompareExchange(ref active, before + 1, before) is var seen)
        {
            if (seen == before)
            {
                Launch();
                return;
            }

            before = seen;
        }
    }

    // Starts a driver that is counted already.
    private void Launch()
    {
        ExecutionContext? context = ExecutionContext.Capture();
        try
        {
            BlockingThreadPool.Shared.Run(() => BlockingThreadPool.RunIn(context, Run), OnFault);
        }
        catch (Exception exception)
        {
            // No thread for it. Those that there are see the items when they end; without any the stream could only wait.
            if (Interlocked.Decrement(ref active) == 0)
            {
                items.Fail(exception);
                items.OnDriverEnded();
                ended.Set();
            }
        }
    }

    private void Run()
    {
        do
        {
            items.Drive();
        }
        while (items.SeesMoreSoon());

        End();
    }

    private void OnFault(Exception exception)
    {
        items.Fail(exception);
        End();
    }

    private void End()
    {
        int left = Interlocked.Decrement(ref active);
        Interlocked.MemoryBarrierProcessWide();
        if (items.WantsDriver)
        {
            Begin();
        }

        items.OnDriverEnded();
        if (left == 0)
        {
            ended.Set();
        }
    }
}

/// <summary>What drivers of a stream drive.</summary>
internal interface IStreamItems
{
    /// <summary>Whether items wait that no driver has taken.</summary>
    bool WantsDriver { get; }

    /// <summary>Takes items to workers until none is there.</summary>
    void Drive();

    /// <summary>Waits a moment for more items.</summary>
    bool SeesMoreSoon();

    /// <summary>Nothing more can be done for any item.</summary>
    void Fail(Exception exception);

    void OnDriverEnded();
}
