using System;
using System.Linq;
using System.Threading.Tasks;

namespace ProcessIsolate.HostApp;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        switch (args[0])
        {
            case "compute":
                // Says who computes, then waits for its own end.
                await Task.WhenAll(Enumerable.Range(0, int.Parse(args[1])).Select(_ => Work.ComputeForeverAsync()));
                return 1;
            case "idle":
                Console.WriteLine($"idle {Work.Id()}");
                Console.In.ReadToEnd();
                return 0;
            case "talk":
                Work.Talk(args[1], args[2]);
                Console.WriteLine("host done");
                return 0;
            case "ids":
                Console.WriteLine($"{Environment.ProcessId} {Work.Id()} {ProcessPool.Shared.Run(Work.Id)} {await Work.IdAsync()}");
                return 0;
            case "square":
                int[] squares = ProcessPool.Shared.Map(Work.Square, Enumerable.Range(0, 2000));
                Console.WriteLine(squares.Select(static (square, i) => square == i * i).All(static right => right) ? "right" : "wrong");
                return 0;
            case "late":
                return LateModule.Run();
            case "churn":
                await Churn.RunAsync(args[1]);
                return 1;
            case "talk-much":
                for (int i = 0; i < 200; i++)
                {
                    Work.Talk(new string('o', 1000), new string('e', 1000));
                }

                return 0;
            case "file-limit":
                return FileLimit.Run();
            case "starve":
                return Starvation.Run();
            case "starve-async":
                return AsyncStarvation.Run();
            case "crash":
                return CrashSeries.Run(int.Parse(args[1]));
            case "family":
                return Family.Run(args[1], args[2]);
            case "hang-start":
                return Scarcity.HangInStart(args[1]);
            case "no-descriptors":
                return Scarcity.NoDescriptorsAtTheLimit(isAsync: args[1] == "async", int.Parse(args[2]));
            case "no-descriptors-no-pool":
                return Scarcity.NoDescriptorsAndNoPool();
            case "few-descriptors":
                return Scarcity.FewDescriptors();
            case "few-processes":
                return Scarcity.FewProcesses(args[1]);
            case "children":
                return Scarcity.ChildrenReaped(args[1]);
            case "print":
                return Scarcity.Print();
            case "refused":
                return Refusals.Run(args[1]);
            case "refused-thread":
                return RefusedThread.Run(args[1]);
            case "crash-daemons":
                return CrashSeries.RunWithDaemons(int.Parse(args[1]), args[2]);
            default:
                Console.Error.WriteLine("unknown: " + args[0]);
                return 2;
        }
    }
}
