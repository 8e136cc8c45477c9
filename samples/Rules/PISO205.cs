using ProcessIsolate;

namespace Rules.PISO205;

#if WRONG
internal static class Jobs
{
    [RunInProcess]
    public static int Square(int x) => x * x;
}

internal static class Caller
{
    public static List<int> Squares(int[] xs)
    {
        List<int> squares = [];
        foreach (int x in xs)
        {
            squares.Add(Jobs.Square(x)); // PISO205
        }

        return squares;
    }

    public static int[] SquaresInOneLine(int[] xs) => xs.Select(x => Jobs.Square(x)).ToArray(); // PISO205
}
#else
internal static class Jobs
{
    [RunInProcess]
    public static int Square(int x) => x * x;
}

internal static class Caller
{
    public static List<int> Squares(int[] xs)
    {
        List<int> squares = [];
        squares.AddRange(ProcessPool.Shared.Map(Jobs.Square, xs));

        return squares;
    }

    public static int[] SquaresInOneLine(int[] xs) => ProcessPool.Shared.Map(Jobs.Square, xs);
}
#endif
