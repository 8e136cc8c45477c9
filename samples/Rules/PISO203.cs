using ProcessIsolate;

namespace Rules.PISO203;

#if WRONG
internal static class Jobs
{
    [RunInProcess]
    public static int Square(int x) => x * x;
}

internal static class Caller
{
    public static async Task<int> Sum(ProcessPool pool, int x, CancellationToken cancellationToken)
    {
        int first = await Jobs.SquareAsync(x); // PISO203
        return first + await pool.RunAsync(Jobs.Square, first); // PISO203
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
    public static async Task<int> Sum(ProcessPool pool, int x, CancellationToken cancellationToken)
    {
        int first = await Jobs.SquareAsync(x, cancellationToken);
        return first + await pool.RunAsync(Jobs.Square, first, cancellationToken);
    }
}
#endif
