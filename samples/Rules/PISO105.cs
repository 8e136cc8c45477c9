using ProcessIsolate;

namespace Rules.PISO105;

#if WRONG
internal class Jobs
{
    [RunInProcess]
    public static int Count<T>(List<T> items) => items.Count; // PISO105
}
#else
internal class Jobs
{
    [RunInProcess]
    public static int CountNames(List<string> names) => Count(names);

    private static int Count<T>(List<T> items) => items.Count;
}
#endif
