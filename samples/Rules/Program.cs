using ProcessIsolate;

// The samples are there to be compiled; this line shows that the project runs with them.
Console.WriteLine($"process {Environment.ProcessId} got {Start.Square(3)}");

internal static class Start
{
    [RunInProcess]
    public static int Square(int x)
    {
#pragma warning disable PISO308 // The worker's own id is what this is to show.
        Console.WriteLine($"process {Environment.ProcessId} squares {x}");
#pragma warning restore PISO308
        return x * x;
    }
}
