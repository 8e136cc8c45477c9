using ProcessIsolate;

Console.WriteLine(Jobs.Id());

public static class Jobs
{
    [RunInProcess]
    public static int Id() => Environment.ProcessId;
}
