using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using ProcessIsolate.Benchmarks.Measuring;

namespace ProcessIsolate.Benchmarks.Groups;

/// <summary>What a small call allocates in the host.</summary>
internal sealed class AllocationGroup : FigureGroup
{
    private const int Calls = 1000;

    public override string Name => "allocation";

    public override string Title => "memory allocated in the host by one call";

    public override string Unit => "bytes";

    public override IEnumerable<Contender> Create(bool quick) =>
    [
        Contender.Create("synchronous call", Role.Ours, () => new ProcessPool(1), pool => Synchronous(pool, static () => Work.Square(3))),
        Contender.Create("asynchronous call", Role.Ours, () => new ProcessPool(1), Asynchronous),
        Contender.Create("synchronous call with CallOptions", Role.Ours, () => new ProcessPool(1), SynchronousWithOptions),
        Contender.Create("asynchronous call with CallOptions", Role.Ours, () => new ProcessPool(1), AsynchronousWithOptions),
        Contender.Create(
            "a record there, its id back", Role.Ours, () => new ProcessPool(1),
            pool => Synchronous(pool, static () => RecordWork.IdOf(RecordWork.Sample))),
        Contender.Create(
            "a record there and back, less the copy", Role.Ours, () => new ProcessPool(1),
            pool => [Synchronous(pool, static () => RecordWork.Echo(RecordWork.Sample))[0] - BytesOfCopy()]),
    ];

    private static CallOptions Options => new() { Timeout = TimeSpan.FromMinutes(1), QueueTimeout = TimeSpan.FromMinutes(1) };

    private static double[] SynchronousWithOptions(ProcessPool pool)
    {
        using (Options.Use())
        {
            return Synchronous(pool, static () => Work.Square(3));
        }
    }

    private static double[] AsynchronousWithOptions(ProcessPool pool)
    {
        using (Options.Use())
        {
            return Asynchronous(pool);
        }
    }

    private static double BytesOfCopy()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Row copy = RecordWork.Sample with { Name = new string(RecordWork.Sample.Name), City = new string(RecordWork.Sample.City) };
        double bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        GC.KeepAlive(copy);
        return bytes;
    }

    private static double[] Synchronous(ProcessPool pool, Action call)
    {
        using (pool.Use())
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Calls; i++)
            {
                call();
            }

            // Read before the array of the result is made, which would count too.
            double bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            return [bytes / Calls];
        }
    }

    private static double[] Asynchronous(ProcessPool pool)
    {
        using (pool.Use())
        {
            // All threads count: a call may be completed on another one than it began on.
            long before = GC.GetTotalAllocatedBytes(precise: true);
            Run().GetAwaiter().GetResult();
            double bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
            return [bytes / Calls];
        }
    }

    private static async Task Run()
    {
        for (int i = 0; i < Calls; i++)
        {
            await Work.SquareAsync(3).ConfigureAwait(false);
        }
    }
}
