using System;
using ProcessIsolate;

class Program
{
    [RunInProcess]
    private static int Square(int x) => x * x;

    [RunInProcess]
    static int WorkerId() => Environment.ProcessId;

    [RunInProcess]
    static string Library() => typeof(ProcessPool).Assembly.Location;

    [RunInProcess]
    static int CompiledMethods() => (int)System.Runtime.JitInfo.GetCompiledMethodCount();

    [RunInProcess]
    static void Say(string text) => Console.WriteLine(text);

    [RunInProcess]
    static void Answer(ProcessQueue<int> from, ProcessPipe<string> to) => to.Send($"{from.Get() + from.Get()}");

    static void Talk()
    {
        using ProcessQueue<int> numbers = new();
        (ProcessPipe<string> mine, ProcessPipe<string> theirs) = ProcessPipe<string>.Create();
        numbers.Put(3);
        numbers.Put(4);
        Answer(numbers, theirs);
        Console.WriteLine($"talked={mine.Receive()}");
        mine.Dispose();
    }

    static int Main(string[] args)
    {
        Console.WriteLine("main");
        Console.WriteLine($"host={Environment.ProcessId}");
        int worker = WorkerId();
        long compiledForOneCall = System.Runtime.JitInfo.GetCompiledMethodCount();
        Console.WriteLine($"worker={worker}");
        Console.WriteLine($"square={Square(3)}");
        Talk();
        if (args is ["flood", var marker])
        {
            for (int i = 0; i < 20_000; i++)
            {
                Console.WriteLine(i);
            }

            Say("from the worker");
            System.IO.File.WriteAllText(marker, $"host={Environment.ProcessId}\nworker={WorkerId()}\nsquare={Square(3)}\n");
        }

        if (args is ["library"])
        {
            Console.WriteLine($"compiled={CompiledMethods()}");
            Console.WriteLine($"compiledInHost={compiledForOneCall}");
            Console.WriteLine($"library={Library()}");
        }

        if (args is ["wait"])
        {
            new System.Threading.ManualResetEvent(false).WaitOne();
        }

        return 0;
    }
}
