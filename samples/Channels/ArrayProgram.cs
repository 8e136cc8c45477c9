using System;
using ProcessIsolate;

namespace Channels;

/// <summary>A child changes the numbers of a shared array in place; the parent sees them after the join.</summary>
internal static class ArrayProgram
{
    public static void Run()
    {
        using SharedArray<int> numbers = new([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        using IsolatedProcess child = IsolatedProcess.Start(Negate, numbers);
        child.Join();
        Console.WriteLine($"   {string.Join(' ', numbers)}");
    }

    [RunInProcess]
    private static void Negate(SharedArray<int> numbers)
    {
        foreach (ref int number in numbers.Span)
        {
            number = -number;
        }
    }
}
