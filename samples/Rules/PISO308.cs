using ProcessIsolate;

namespace Rules.PISO308;

#if WRONG
internal static class Jobs
{
    [RunInProcess]
    public static string Report(string name) => Path.Combine(Environment.CurrentDirectory, name); // PISO308
}
#else
internal static class Jobs
{
    [RunInProcess]
    public static string Report(string folder, string name) => Path.Combine(folder, name);

    public static string Report(string name) => Report(Environment.CurrentDirectory, name);
}
#endif
