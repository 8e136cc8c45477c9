using ProcessIsolate;

namespace Rules.PISO002;

#if WRONG
internal class Jobs
{
    [RunInProcess]
    public static int Square(int x) => x * x; // PISO002

    public static int Both() => Square(3) + Math.Max(1, 2);

    public static System.Linq.Expressions.Expression<Func<int, int>> Tree() => x => Square(x); // PISO207
}
#else
internal class Jobs
{
    [RunInProcess]
    public static int Square(int x) => x * x;
}
#endif
