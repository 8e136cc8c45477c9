using System;
using System.Text.Json.Serialization;
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

    static void Main()
    {
        Console.WriteLine("main");
        Console.WriteLine($"host={Environment.ProcessId}");
        Console.WriteLine($"worker={WorkerId()}");
        Console.WriteLine($"square={Square(Move(new Point(2, 0)).X)}");
    }
}

record Point(int X, int Y);

[JsonSerializable(typeof(Point))]
partial class PointContext : JsonSerializerContext;
