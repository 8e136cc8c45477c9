using ProcessIsolate;

namespace Rules.PISO306;

#if WRONG
internal static class Jobs
{
    [RunInProcess(MaxRetries = 2)] // PISO306
    public static void Record(string log, int number) => File.AppendAllText(log, $"{number * number}\n");
}
#else
internal static class Jobs
{
    [RunInProcess(MaxRetries = 2)]
    public static int Square(int number) => number * number;

    public static void Record(string log, int number) => File.AppendAllText(log, $"{Square(number)}\n");
}
#endif
