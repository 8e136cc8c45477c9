using ProcessIsolate;

namespace Rules.PISO104;

#if WRONG
internal class Jobs
{
    [RunInProcess]
    public static void Increment(ref int x) => x++; // PISO104
}
#else
internal class Jobs
{
    [RunInProcess]
    public static int Increment(int x) => x + 1;
}
#endif
