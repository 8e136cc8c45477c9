using ProcessIsolate;

namespace Rules.PISO308;

#if WRONG
internal static class Jobs
{
    [RunInProcess]
    public static string Report(string name) => Path.Combine(Environment.CurrentDirectory, name); // PISO308

    [RunInProcess]
    public static int Shard(string key) => key.GetHashCode() & 7; // PISO308
}
#else
internal static class Jobs
{
    [RunInProcess]
    public static string Report(string folder, string name) => Path.Combine(folder, name);

    public static string Report(string name) => Report(Environment.CurrentDirectory, name);

    [RunInProcess]
    public static int Shard(string key) => key.Aggregate(0, (sum, each) => (sum * 31) + each) & 7;
}
#endif
