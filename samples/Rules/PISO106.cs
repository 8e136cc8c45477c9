using ProcessIsolate;

namespace Rules.PISO106;

#if WRONG
internal class Jobs
{
    [RunInProcess]
    public static IEnumerator<int> Squares(int[] xs) => xs.Select(x => x * x).GetEnumerator(); // PISO106
}
#else
internal class Jobs
{
    [RunInProcess]
    public static IEnumerable<int> Squares(int[] xs) => xs.Select(x => x * x);
}
#endif
