using System.Collections.Generic;
using System.Threading.Tasks;
using ProcessIsolate.Benchmarks.Measuring;

namespace ProcessIsolate.Benchmarks.Groups;

/// <summary>Whether calls feel that their workers are replaced.</summary>
internal sealed class RecycleGroup : FigureGroup
{
    public const string Normal = "a call of a millisecond";
    public const string Recycled = "the same while all workers are replaced";

    // About a millisecond: recycling is for programs whose calls do something.
    private const int Iterations = 300_000;

    public override string Name => "recycle";

    public override string Title => "calls of a pool of two while it is recycled";

    public override string Unit => "us";

    public override IEnumerable<Contender> Create(bool quick)
    {
        int count = quick ? 200 : 1_000;
        yield return Contender.Create(Normal, Role.Floor, Pool, pool => Timing.EachMicroseconds(count, () => pool.Run(Work.Spin, Iterations)));
        yield return Contender.Create(Recycled, Role.Ours, Pool, pool =>
        {
            Task recycled = pool.RecycleAsync();
            double[] samples = Timing.EachMicroseconds(count, () => pool.Run(Work.Spin, Iterations));
            recycled.Wait();
            return samples;
        });
    }

    private static ProcessPool Pool()
    {
        ProcessPool pool = new(new ProcessPoolOptions { MaxWorkers = 2, MinWorkers = 2 });
        pool.WarmUpAsync().Wait();
        return pool;
    }
}
