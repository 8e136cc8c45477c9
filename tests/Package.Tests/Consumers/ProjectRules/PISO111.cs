using System.Text.Json.Serialization;
using ProcessIsolate;

Console.WriteLine("main");
Console.WriteLine($"host={Environment.ProcessId}");
Console.WriteLine($"worker={Jobs.Id()}");
#if WRONG
Console.WriteLine($"square={Jobs.Square(Numbers.Default.Options.MaxDepth)}"); // PISO111
#else
int side = Numbers.Default.Options.MaxDepth;
Console.WriteLine($"square={Jobs.Square(side)}");
#endif

internal static class Jobs
{
    [RunInProcess]
    public static int Id() => Environment.ProcessId;

    [RunInProcess]
    public static int Square(int x) => x * x;

    [RunInProcess]
    public static int Square(string x) => x.Length * x.Length;
}

// Default is made by another generator.
[JsonSerializable(typeof(int))]
[JsonSourceGenerationOptions(MaxDepth = 3)]
internal sealed partial class Numbers : JsonSerializerContext;
