using ProcessIsolate;

namespace Rules.PISO307;

#if WRONG
internal static class Jobs
{
    private static readonly AsyncLocal<string> User = new();

    [RunInProcess]
    public static string Greet() => Console.ReadLine() + User.Value; // PISO307, PISO307
}
#else
internal static class Jobs
{
    [RunInProcess]
    public static string Greet(string? line, string? user) => line + user;
}
#endif
