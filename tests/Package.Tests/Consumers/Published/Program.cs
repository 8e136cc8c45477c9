using System;
using System.Linq;
using System.Text.Json.Serialization;
using System.Threading.Tasks;
using ProcessIsolate;

[assembly: RunInProcessJsonContext(typeof(PointContext))]

class Program
{
    [RunInProcess]
    static int Square(int x) => x * x;

    [RunInProcess]
    static int WorkerId() => Environment.ProcessId;

    [RunInProcess]
    static Point Move(Point point) => point with { X = point.X + 1 };

    // Code of this module on threads that the worker did not start.
    [RunInProcess]
    static int ParallelSum(int count) => Enumerable.Range(1, count).AsParallel().WithDegreeOfParallelism(2).Select(Other.Twice).Sum();

    [RunInProcess]
    static async Task<int> LaterAsync(int value)
    {
        await Task.Yield();
        return await Task.Run(() => Other.Later(value));
    }

    static async Task Main()
    {
        Console.WriteLine("main");
        Console.WriteLine($"host={Environment.ProcessId}");
        Console.WriteLine($"worker={WorkerId()}");
        Console.WriteLine($"sum={ParallelSum(4)}");
        Console.WriteLine($"later={await LaterAsync(5)}");
        Console.WriteLine($"square={Square(Move(new Point(2, 0)).X)}");
    }
}

static class Other
{
    private static readonly int Factor = Environment.ProcessorCount > 0 ? 2 : 0;

    public static int Twice(int value) => value * Factor;

    public static int Later(int value) => value + Factor;
}

record Point(int X, int Y);

[JsonSerializable(typeof(Point))]
partial class PointContext : JsonSerializerContext;
