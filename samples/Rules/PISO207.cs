using System.Linq.Expressions;
using ProcessIsolate;

namespace Rules.PISO207;

#if WRONG
internal static class Jobs
{
    [RunInProcess]
    public static int Square(int x) => x * x;
}

internal static class Caller
{
    public static object? ByReflection() => typeof(Jobs).GetMethod(nameof(Jobs.Square))!.Invoke(null, [3]); // PISO207

    public static int Dynamic(dynamic x) => Jobs.Square(x); // PISO207

    public static Expression<Func<int, bool>> Filter(int y) => x => x > Jobs.Square(y); // PISO207
}
#else
internal static class Jobs
{
    [RunInProcess]
    public static int Square(int x) => x * x;
}

internal static class Caller
{
    public static object? ByReflection() => Jobs.Square(3);

    public static int Dynamic(dynamic x) => Jobs.Square((int)x);

    public static Expression<Func<int, bool>> Filter(int y)
    {
        int limit = Jobs.Square(y);
        return x => x > limit;
    }
}
#endif
