using System;
using System.Linq;
using ProcessIsolate;
using Quickstart;

if (!HashFolder.TryChoose(args, out string folder))
{
    return 2;
}

Console.WriteLine($"This is process {Environment.ProcessId}.");

Console.WriteLine("\n1. A plain call of a marked method");
Console.WriteLine($"   Square(3) = {Jobs.Square(3)}");

Console.WriteLine("\n2. Two processes of their own");
using (IsolatedProcess a = IsolatedProcess.Start(Jobs.CountPrimes, "A", 200_000))
using (IsolatedProcess b = IsolatedProcess.Start(Jobs.CountPrimes, "B", 300_000))
{
    (a.Name, b.Name) = ("A", "B");
    a.Join();
    b.Join();
    Console.WriteLine($"   {a.Name} was process {a.Id}, exit code {a.ExitCode}; {b.Name} was process {b.Id}, exit code {b.ExitCode}");
}

Console.WriteLine($"\n3. A map over {Environment.ProcessorCount} processes, one for each processor");
using ProcessPool pool = new(new ProcessPoolOptions { MinWorkers = Environment.ProcessorCount });
await pool.WarmUpAsync();
int[] squares = pool.Map(Jobs.Square, Enumerable.Range(0, 10));
Console.WriteLine($"   {string.Join(' ', squares)}");

Console.WriteLine("\n4. A crash in native code");
try
{
    Jobs.CrashNatively();
}
catch (WorkerCrashedException crash)
{
    Console.WriteLine($"   Caught: {crash.Reason}. {crash.Message}");
}

Console.WriteLine($"   The next call works: Square(4) = {Jobs.Square(4)}");

Console.WriteLine("\n5. A real job: every file compressed and hashed, as a backup does");
bool same = HashFolder.Run(pool, folder);

Console.WriteLine("\n6. What a call costs");
CallCost.Show();
return same ? 0 : 1;
