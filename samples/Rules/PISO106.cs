using ProcessIsolate;

namespace Rules.PISO106;

#if WRONG
internal class Jobs
{
    [RunInProcess]
    public static IEnumerable<int> Squares(int[] xs) => xs.Select(x => x * x); // PISO106
}
#else
internal class Jobs
{
    [RunInProcess]
    public static int[] Squares(int[] xs) => xs.Select(x => x * x).ToArray();
}
#endif
