using ProcessIsolate;

namespace Rules.PISO201;

#if WRONG
internal static class Jobs
{
    [RunInProcess]
    public static int Square(int x) => x * x;
}

internal static class Caller
{
    public static Task<int> Begin(int x)
    {
        Func<int, int> square = Jobs.Square; // PISO201
        return Task.Run(() => square(x));
    }
}
#else
internal static class Jobs
{
    [RunInProcess]
    public static int Square(int x) => x * x;
}

internal static class Caller
{
    public static Task<int> Begin(int x)
    {
        Func<int, int> square = x => Jobs.Square(x);
        return Task.Run(() => square(x));
    }

    // A pool takes the method by name and finds its contract.
    public static int[] All(ProcessPool pool, int[] xs) => pool.Map(Jobs.Square, xs);
}
#endif
