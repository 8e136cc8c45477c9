using ProcessIsolate;

namespace Rules.PISO304;

#if WRONG
internal static class Jobs
{
    [RunInProcess]
    public static void Work(ProcessQueue<int> numbers, Shared<int> sum) => sum.Add(numbers.Get());

    public static void Start()
    {
        var sum = new Shared<int>(0); // PISO304
        using var numbers = new ProcessQueue<int>(10);
        IsolatedProcess.Start(Work, numbers, sum); // PISO304
        numbers.Put(3);
    }
}
#else
internal static class Jobs
{
    [RunInProcess]
    public static void Work(ProcessQueue<int> numbers, Shared<int> sum) => sum.Add(numbers.Get());

    public static void Start()
    {
        using var sum = new Shared<int>(0);
        using var numbers = new ProcessQueue<int>(10);
        var process = IsolatedProcess.Start(Work, numbers, sum);
        numbers.Put(3);
        process.Join();
    }
}
#endif
