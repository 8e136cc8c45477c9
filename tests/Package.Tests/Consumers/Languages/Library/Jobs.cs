using System;
using ProcessIsolate;

public static class Jobs
{
    [RunInProcess]
    public static int Square(int x) => x * x;

    [RunInProcess]
    public static int Id() => Environment.ProcessId;

    [RunInProcess]
    public static void Log(string text)
    {
        if (text.Length == 0)
        {
            throw new ArgumentException("empty");
        }
    }

    public static int Unmarked(int x) => x;
}
