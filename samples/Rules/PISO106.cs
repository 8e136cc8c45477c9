using ProcessIsolate;

namespace Rules.PISO106;

#if WRONG
internal class Jobs
{
    [RunInProcess]
    public static IOrderedEnumerable<int> Sorted(int[] xs) => xs.Order(); // PISO106
}
#else
internal class Jobs
{
    [RunInProcess]
    public static int[] Sorted(int[] xs) => xs.Order().ToArray();
}
#endif
