using System;
using System.Threading.Tasks;
using ProcessIsolate;

Console.WriteLine("main");
Console.WriteLine($"host={Environment.ProcessId}");
Console.WriteLine($"worker={Jobs.WorkerId()}");
Console.WriteLine($"square={await Jobs.SquareAsync(3)}");

// The language of .NET 8 has no static extension members: the asynchronous companion needs a partial type.
internal static partial class Jobs
{
    [RunInProcess]
    internal static int Square(int x) => x * x;

    [RunInProcess]
    internal static int WorkerId() => Environment.ProcessId;
}
