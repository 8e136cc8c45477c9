using ProcessIsolate;

namespace Rules.PISO305;

#if WRONG
internal static class Jobs
{
    [RunInProcess]
    public static int Parse(string text) => int.Parse(text);

    [RunInProcess]
    public static int ParseAll(string[] texts) => texts.Sum(text => Parse(text)); // PISO305
}
#else
internal static class Jobs
{
    [RunInProcess]
    public static int Parse(string text) => int.Parse(text);

    public static int ParseAll(string[] texts) => ProcessPool.Shared.Map(Parse, texts).Sum();
}
#endif
