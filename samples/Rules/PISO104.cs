using ProcessIsolate;

namespace Rules.PISO104;

#if WRONG
internal class Jobs
{
    [RunInProcess]
    public static Task Increment(ref int x) => Task.FromResult(x++); // PISO104
}
#else
internal class Jobs
{
    [RunInProcess]
    public static void Increment(ref int x) => x++;

    [RunInProcess]
    public static Task<int> NextAsync(int x) => Task.FromResult(x + 1);
}
#endif
