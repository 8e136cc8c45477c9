using ProcessIsolate;

namespace Rules.PISO105;

#if WRONG
internal class Jobs
{
    [RunInProcess]
    public static int Count<T>(List<T> items) => items.Count;

    public static int Total<T>(List<T> first, List<T> second) => Count(first) + second.Count; // PISO105
}
#else
internal class Jobs
{
    [RunInProcess]
    public static int Count<T>(List<T> items) => items.Count;

    public static int Names(List<string> first, List<string> second) => Count(first) + second.Count;
}
#endif
