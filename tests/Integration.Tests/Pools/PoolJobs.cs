using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Pools;

internal static class PoolJobs
{
    [RunInProcess]
    public static int ExitWhenTold(string marker, string gate)
    {
        Common.WaitForFile(marker, gate);
        Environment.Exit(3);
        return 0;
    }

    [RunInProcess]
    public static int SquareSlowly(int x)
    {
        Thread.SpinWait(20_000);
        return x * x;
    }

    [RunInProcess(MaxRetries = 2)]
    [SuppressMessage("ProcessIsolate", "PISO306", Justification = "Counts its runs.")]
    public static int[] DieTwice(string log)
    {
        File.AppendAllText(log, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
        int[] lives = [.. File.ReadAllLines(log).Select(static line => int.Parse(line, CultureInfo.InvariantCulture))];
        if (lives.Length < 3)
        {
            Environment.Exit(1);
        }

        return lives;
    }

    [RunInProcess(MaxRetries = 2)]
    public static int DieAlways(string log) => DieOnce(log);

    [RunInProcess(MaxRetries = 10)]
    public static int DieWhateverMayBe(string log) => DieOnce(log);

    [RunInProcess(MaxRetries = 10)]
    public static int DieOnOdd(string item) => item.EndsWith('1') ? DieOnce(item.Split('|')[0]) : 0;

    [RunInProcess]
    public static int ExitNow()
    {
        Environment.Exit(1);
        return 0;
    }

    [RunInProcess]
    public static int DieOnce(string log)
    {
        File.AppendAllText(log, "x\n");
        Environment.Exit(1);
        return 0;
    }

    [RunInProcess]
    public static async Task AppendAsync(string log) => await File.AppendAllTextAsync(log, "x");

    [RunInProcess]
    public static async ValueTask AppendValueAsync(string log) => await File.AppendAllTextAsync(log, "x");

    [RunInProcess]
    public static async Task<int> SquareLaterAsync(int x)
    {
        await Task.Yield();
        return x * x;
    }

    [RunInProcess(Dedicated = true)]
    public static int DedicatedId() => Environment.ProcessId;

    [RunInProcess(Dedicated = true)]
    public static int DedicatedExit()
    {
        Environment.Exit(4);
        return 0;
    }

    [RunInProcess(Dedicated = true, MaxRetries = 1)]
    public static int DedicatedExitFor(int item)
    {
        Environment.Exit(4);
        return item;
    }

    [RunInProcess(Pool = PoolNames.Named)]
    public static int NamedId() => Environment.ProcessId;

    [RunInProcess(Pool = PoolNames.Configured)]
    public static string? ConfiguredVariable(string name) => Environment.GetEnvironmentVariable(name);

    [RunInProcess]
    public static int IdFor(int item) => Environment.ProcessId;

    [RunInProcess]
    public static void Append(string path, int number) =>
        File.AppendAllText(path, number.ToString(CultureInfo.InvariantCulture) + "\n");

    [RunInProcess]
    public static int FailOnOdd(int x) => x % 2 == 1 ? throw new InvalidOperationException($"odd {x}") : x;

    [RunInProcess]
    public static int ExitOnSeven(int x)
    {
        if (x == 7)
        {
            Environment.Exit(7);
        }

        return x;
    }

    [RunInProcess]
    public static int LogAndExitOn(int x, string log)
    {
        Append(log, x);
        return ExitOnSeven(x);
    }

    [RunInProcess]
    public static async Task<int> SquareLater(int x)
    {
        await Task.Yield();
        return x * x;
    }

    [RunInProcess]
    public static async ValueTask<int> SquareCheaply(int x)
    {
        await Task.Yield();
        return x * x;
    }

    [RunInProcess]
    public static int SpinOn(string marker)
    {
        Common.SpinForever(marker);
        return 0;
    }

    [RunInProcess]
    public static string Shout(string text) => text.ToUpperInvariant();

    /// <summary>A result and an argument whose types a delegate may vary.</summary>
    [RunInProcess]
    public static string ListenAndTell(string marker, CancellationToken token)
    {
        Common.Listen(marker, token);
        return "not cancelled";
    }

    [RunInProcess(Dedicated = true)]
    public static int DedicatedListen(CancellationToken token) => Common.Listen(null, token);

    [RunInProcess]
    public static bool BothTokens(CancellationToken first, CancellationToken second) => first.CanBeCanceled || second.CanBeCanceled;

    public static int Unmarked(int x) => x;
}
