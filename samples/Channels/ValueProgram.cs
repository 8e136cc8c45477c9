using System;
using ProcessIsolate;

namespace Channels;

/// <summary>A child adds one to a shared integer; the parent reads 1 after the join.</summary>
internal static class ValueProgram
{
    public static void Run()
    {
        using Shared<int> value = new();
        using IsolatedProcess child = IsolatedProcess.Start(AddOne, value);
        child.Join();
        Console.WriteLine($"   the value is {value.Value}");
    }

    [RunInProcess]
    private static void AddOne(Shared<int> value)
    {
        using (value.EnterLock())
        {
            value.Value++;
        }
    }
}
