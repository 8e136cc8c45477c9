using ProcessIsolate;

namespace Rules.PISO206;

#if WRONG
internal static class Jobs
{
    [RunInProcess]
    public static void Save(string text) => File.AppendAllText("log.txt", text);
}

internal static class Caller
{
    public static async Task Log(string text, CancellationToken cancellationToken)
    {
        await Task.Delay(1, cancellationToken);
        Jobs.SaveAsync(text, cancellationToken); // PISO206
    }
}
#else
internal static class Jobs
{
    [RunInProcess]
    public static void Save(string text) => File.AppendAllText("log.txt", text);
}

internal static class Caller
{
    public static async Task Log(string text, CancellationToken cancellationToken)
    {
        await Task.Delay(1, cancellationToken);
        await Jobs.SaveAsync(text, cancellationToken);
    }
}
#endif
