using System;
using System.Linq;
using System.Threading.Tasks;

namespace ProcessIsolate.HostApp;

/// <summary>A busy program: small calls, large ones, processes that workers start, and workers that die, until it is killed.</summary>
internal static class Churn
{
    public static async Task RunAsync(string identity)
    {
        ProcessPoolOptions options = new() { MaxWorkers = 2 };
        // Workers inherit it: it tells them from those of other programs.
        options.Environment["CHURN"] = identity;
        ProcessPool pool = new(options);
        using IDisposable scope = pool.Use();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(seed => Task.Run(() => Step(pool, new Random(seed)))));
    }

    private static async Task Step(ProcessPool pool, Random random)
    {
        while (true)
        {
            try
            {
                switch (random.Next(20))
                {
                    case 0:
                        await pool.RunAsync(Work.Leave, random.Next(256));
                        break;
                    case 1:
                        // It inherits the variable as well, and is to end with the worker or with the program.
                        await pool.RunAsync(Family.StartOne, "setsid sleep 1000 </dev/null >/dev/null 2>&1 &");
                        break;
                    case < 5:
                        _ = pool.Run(Work.Reverse, new byte[random.Next(1, 1_000_000)]);
                        break;
                    case < 12:
                        _ = Work.Square(random.Next());
                        break;
                    default:
                        _ = await pool.RunAsync(Work.Square, random.Next());
                        break;
                }
            }
            catch (WorkerCrashedException)
            {
            }
        }
    }
}
