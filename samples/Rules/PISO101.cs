using ProcessIsolate;

namespace Rules.PISO101;

#if WRONG
internal class Jobs
{
    [RunInProcess]
    public int Square(int x) => x * x; // PISO101
}
#else
internal class Jobs
{
    [RunInProcess]
    public static int Square(int x) => x * x;
}
#endif
