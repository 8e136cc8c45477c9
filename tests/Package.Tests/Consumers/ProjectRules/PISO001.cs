using ProcessIsolate;

Console.WriteLine("main");
Console.WriteLine($"host={Environment.ProcessId}");
Console.WriteLine($"worker={Jobs.Id()}");
Console.WriteLine($"square={Jobs.Square(3)}");

internal static class Jobs
{
    [RunInProcess]
    public static int Id() => Environment.ProcessId; // PISO001

    [RunInProcess]
    public static int Square(int x) => x * x; // PISO001
}
