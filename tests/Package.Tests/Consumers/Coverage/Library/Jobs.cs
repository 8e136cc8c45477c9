using System;
using ProcessIsolate;

public static partial class Jobs
{
    [RunInProcess]
    public static int Square(int x) => x * x;

    [RunInProcess]
    private static string Join(string left, ReadOnlySpan<char> right)
    {
        string both = left + right.ToString();
        return both;
    }

    [RunInProcess]
    public static void Check(int x)
    {
        if (x < 0)
        {
            throw new ArgumentException("negative");
        }
    }

    public static string Twice(string text) => Join(text, text);
}
