using ProcessIsolate;

namespace Rules.PISO107;

#if WRONG
internal class Jobs
{
    [RunInProcess]
    public static async void Work() => await Task.Yield(); // PISO107
}
#else
internal class Jobs
{
    [RunInProcess]
    public static async Task Work() => await Task.Yield();
}
#endif
