#:package ProcessIsolate@PACKAGE_VERSION
using ProcessIsolate;

Console.WriteLine("main");
Console.WriteLine($"host={Environment.ProcessId}");
Console.WriteLine($"worker={Jobs.WorkerId()}");
Point moved = Jobs.Move(new Point(1, 2, ["a"]), 2);
Console.WriteLine($"square={moved.X * moved.X}");
Console.WriteLine($"moved={moved.X},{moved.Y},{moved.Names[0]}");

record Point(int X, int Y, string[] Names);

static class Jobs
{
    [RunInProcess]
    public static int WorkerId() => Environment.ProcessId;

    [RunInProcess]
    public static Point Move(Point point, int by) => point with { X = point.X + by };
}
