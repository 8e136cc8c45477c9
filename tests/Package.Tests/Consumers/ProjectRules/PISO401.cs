using Models;
using ProcessIsolate;

Console.WriteLine("main");
Console.WriteLine($"host={Environment.ProcessId}");
Console.WriteLine($"worker={Jobs.Id()}");
Console.WriteLine($"square={Jobs.Square(new Side(3))}");

internal static class Jobs
{
    [RunInProcess]
    public static int Id() => Environment.ProcessId;

    [RunInProcess]
    public static int Square(Side side) => side.Length * side.Length; // PISO401
}
