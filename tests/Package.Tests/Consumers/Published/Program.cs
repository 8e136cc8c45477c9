using System;
using System.Linq;
using System.Threading.Tasks;
using ProcessIsolate;

partial class Program
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

    // What is plain memory, a text, and a record; the queue and the pipe themselves come as arguments
    // and in a record.
    [RunInProcess]
    static long Talk(ProcessQueue<int> numbers, Wires wires)
    {
        long sum = 0;
        while (numbers.TryGet(out int number, TimeSpan.FromSeconds(20)))
        {
            sum += number;
        }

        wires.Points.Put(new Point((int)sum, 1));
        wires.Reply.Send("sum " + sum.ToString(System.Globalization.CultureInfo.InvariantCulture));
        using (wires.Total.EnterLock())
        {
            wires.Total.Value += sum;
        }

        return sum;
    }

    // A worker makes them: their types are met first where they arrive.
    [RunInProcess]
    static ProcessQueue<long> MakeQueue()
    {
        ProcessQueue<long> made = new(4);
        made.Put(42);
        return made;
    }

    static async Task TalkAsync()
    {
        using ProcessPool pool = new(1);
        using ProcessQueue<int> numbers = new(100);
        using ProcessQueue<Point> points = new(10);
        using Shared<long> total = new();
        (ProcessPipe<string> mine, ProcessPipe<string> theirs) = ProcessPipe<string>.Create();
        using ProcessPipe<string> here = mine;
        using ProcessPipe<string> there = theirs;
        Task<long> call = pool.RunAsync(Talk, numbers, new Wires(points, theirs, total));
        for (int i = 1; i <= 100; i++)
        {
            numbers.Put(i);
        }

        numbers.Complete();
        Console.WriteLine($"queued={await call}");
        Console.WriteLine($"piped={mine.Receive(TimeSpan.FromSeconds(20))}");
        Console.WriteLine($"point={points.Get(TimeSpan.FromSeconds(20)).X}");
        Console.WriteLine($"total={total.Value}");
        mine.Dispose();
        using ProcessQueue<long> made = pool.Run(MakeQueue);
        Console.WriteLine($"made={made.Get(TimeSpan.FromSeconds(20))}");
    }

    static async Task Main()
    {
        Console.WriteLine("main");
        Console.WriteLine($"host={Environment.ProcessId}");
        Console.WriteLine($"worker={WorkerId()}");
        Console.WriteLine($"sum={ParallelSum(4)}");
        Console.WriteLine($"later={await LaterAsync(5)}");
        await TalkAsync();
        Values.CompareAll();
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

record Wires(ProcessQueue<Point> Points, ProcessPipe<string> Reply, Shared<long> Total);
