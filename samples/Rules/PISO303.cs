using ProcessIsolate;

namespace Rules.PISO303;

#if WRONG
internal static class Jobs
{
    [RunInProcess]
    public static void Count(Shared<int> total, SharedArray<int> byDigit, int number)
    {
        total.Value++; // PISO303
        byDigit[number % 10] += number; // PISO303
    }
}
#else
internal static class Jobs
{
    [RunInProcess]
    public static void Count(Shared<int> total, SharedArray<int> byDigit, int number)
    {
        total.Increment();
        using (byDigit.EnterLock())
        {
            byDigit[number % 10] += number;
        }
    }
}
#endif
