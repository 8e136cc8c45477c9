using ProcessIsolate;

namespace Rules.PISO202;

#if WRONG
internal static class Jobs
{
    [RunInProcess]
    public static int Square(int x) => x * x;
}

internal static class Caller
{
    public static async Task<int> Sum(int x, CancellationToken cancellationToken)
    {
        await Task.Delay(x, cancellationToken);
        return Jobs.Square(x) + 1; // PISO202
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
    public static async Task<int> Sum(int x, CancellationToken cancellationToken)
    {
        await Task.Delay(x, cancellationToken);
        return await Jobs.SquareAsync(x, cancellationToken) + 1;
    }
}
#endif
