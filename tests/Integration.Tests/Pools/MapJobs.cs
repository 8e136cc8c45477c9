using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace ProcessIsolate.Integration.Tests.Pools;

/// <summary>Methods for maps that go wrong.</summary>
internal static class MapJobs
{
    [RunInProcess]
    public static int FailFastOn50(int x)
    {
        if (x == 50)
        {
            Environment.FailFast("poison");
        }

        return 2 * x;
    }

    [RunInProcess]
    public static string KillSelfOn(string text)
    {
        if (text == "victim")
        {
            Process.GetCurrentProcess().Kill();
            new ManualResetEvent(false).WaitOne();
        }

        return text;
    }

    [RunInProcess]
    public static int HangOnThree(int x)
    {
        if (x == 3)
        {
            new ManualResetEvent(false).WaitOne();
        }

        return x;
    }

    /// <summary>The item that comes first fails last.</summary>
    [RunInProcess]
    public static int FailInReverse(int x, string marker)
    {
        if (x == 0)
        {
            SpinWait.SpinUntil(() => File.Exists(marker), TimeSpan.FromSeconds(20));
            throw new FormatException("first");
        }

        if (x == 30)
        {
            File.WriteAllText(marker, "");
            throw new InvalidOperationException("second");
        }

        return x;
    }

    [RunInProcess]
    public static int WaitForCancel(int x, CancellationToken token)
    {
        if (x >= 5)
        {
            token.WaitHandle.WaitOne(TimeSpan.FromSeconds(60));
            token.ThrowIfCancellationRequested();
        }

        return token.CanBeCanceled ? x : -1;
    }

    [RunInProcess]
    public static int FirstWaits(int x, string gate)
    {
        if (x == 0)
        {
            SpinWait.SpinUntil(() => File.Exists(gate), TimeSpan.FromSeconds(60));
        }

        return x;
    }

    [RunInProcess]
    public static int Listen(string marker, CancellationToken token) => Support.Common.Listen(marker, token);

    [RunInProcess(Dedicated = true)]
    public static int WaitInOwnProcess(string marker, string gate) => Support.Common.WaitForFile(marker, gate);

    [RunInProcess]
    public static int FailOnFive(int x) => x == 5 ? throw new FormatException("five") : x;

    [RunInProcess]
    public static int Add(int a, int b) => a + b;

    [RunInProcess]
    public static async Task<string> Join(string a, int b, double c)
    {
        await Task.Yield();
        return FormattableString.Invariant($"{a}{b}{c}");
    }

    [RunInProcess]
    public static ValueTask<int> Sum(int a, int b, int c, int d, CancellationToken token) => new(token.IsCancellationRequested ? -1 : a + b + c + d);

    [RunInProcess]
    public static void Nothing(int a, int b) => ArgumentOutOfRangeException.ThrowIfEqual(a, b);

    [RunInProcess]
    public static async Task Later(int a, CancellationToken token) => await Task.Delay(a, token);
}
