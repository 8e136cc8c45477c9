using ProcessIsolate;

namespace Rules.PISO204;

#if WRONG
internal static class Jobs
{
    public static int Cube(int x) => x * x * x;
}

internal static class Caller
{
    public static int[] Cubes(ProcessPool pool, int[] xs) => pool.Map(Jobs.Cube, xs); // PISO204

    public static int[] Squares(ProcessPool pool, int[] xs) => pool.Map(x => x * x, xs); // PISO204
}
#else
internal static class Jobs
{
    [RunInProcess]
    public static int Cube(int x) => x * x * x;

    [RunInProcess]
    public static int Square(int x) => x * x;
}

internal static class Caller
{
    public static int[] Cubes(ProcessPool pool, int[] xs) => pool.Map(Jobs.Cube, xs);

    public static int[] Squares(ProcessPool pool, int[] xs) => pool.Map(Jobs.Square, xs);
}
#endif
