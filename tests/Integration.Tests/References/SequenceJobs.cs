using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace ProcessIsolate.Integration.Tests.References;

/// <summary>Marked methods whose results and parameters are asynchronous sequences.</summary>
[SuppressMessage("ProcessIsolate", "PISO301", Justification = "The worker's own state is what is looked at.")]
internal static class SequenceJobs
{
    private static int disposed;

    [RunInProcess]
    public static async IAsyncEnumerable<int> Count(int to)
    {
        for (int i = 0; i < to; i++)
        {
            await Task.CompletedTask;
            yield return i;
        }
    }

    [RunInProcess]
    public static async IAsyncEnumerable<(int Process, string? Text)> Texts(List<string?> texts, [EnumeratorCancellation] CancellationToken token = default)
    {
        foreach (string? text in texts)
        {
            await Task.Yield();
            token.ThrowIfCancellationRequested();
            yield return (Environment.ProcessId, text);
        }
    }

    [RunInProcess]
    public static async IAsyncEnumerable<int> ThrowAfter(int count)
    {
        for (int i = 0; i < count; i++)
        {
            yield return i;
        }

        await Task.Yield();
        throw new InvalidDataException("after the items");
    }

    [RunInProcess]
    public static async IAsyncEnumerable<int> DieAfter(int count)
    {
        for (int i = 0; i < count; i++)
        {
            yield return i;
        }

        await Task.Yield();
        Environment.Exit(3);
    }

    [RunInProcess]
    public static async IAsyncEnumerable<int> Endless(string log, [EnumeratorCancellation] CancellationToken token = default)
    {
        try
        {
            for (int i = 0; ; i++)
            {
                if (i > 100)
                {
                    await Task.Delay(Timeout.Infinite, token);
                }

                yield return i;
            }
        }
        finally
        {
            await File.AppendAllTextAsync(log, "disposed", CancellationToken.None);
        }
    }

    [RunInProcess]
    public static async IAsyncEnumerable<byte[]> EndlessBytes(string log)
    {
        try
        {
            while (true)
            {
                await Task.CompletedTask;
                yield return new byte[100_000];
                await File.WriteAllTextAsync(log + ".count", (++disposed).ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
        }
        finally
        {
            await File.AppendAllTextAsync(log, "disposed", CancellationToken.None);
        }
    }

    [RunInProcess]
    public static async IAsyncEnumerable<int> ThrowWhenLeft()
    {
        try
        {
            for (int i = 0; ; i++)
            {
                await Task.CompletedTask;
                yield return i;
            }
        }
        finally
        {
            throw new InvalidOperationException("in finally");
        }
    }

    [RunInProcess(Dedicated = true)]
    public static async IAsyncEnumerable<int> Apart(IProgress<int> progress)
    {
        progress.Report(1);
        await Task.Yield();
        yield return Environment.ProcessId;
        progress.Report(2);
    }

    [RunInProcess]
    public static IAsyncEnumerable<int> NotLazy(int value) => value < 0 ? throw new ArgumentOutOfRangeException(nameof(value)) : Count(value);

    [RunInProcess]
    public static async Task<(int Process, long Sum)> Sum(IAsyncEnumerable<int>? values, int times)
    {
        long sum = 0;
        if (values is null)
        {
            return (Environment.ProcessId, -1);
        }

        for (int i = 0; i < times; i++)
        {
            await foreach (int value in values)
            {
                sum += value;
            }
        }

        return (Environment.ProcessId, sum);
    }

    [RunInProcess]
    public static async Task<List<string?>> TakeTexts(IAsyncEnumerable<string?> texts, int count)
    {
        List<string?> taken = [];
        await foreach (string? text in texts)
        {
            taken.Add(text);
            if (taken.Count == count)
            {
                break;
            }
        }

        return taken;
    }

    [RunInProcess]
    public static async Task<int> TakeWhileOpen(IAsyncEnumerable<int> values, int cancelAt)
    {
        using CancellationTokenSource source = new();
        int count = 0;
        try
        {
            await foreach (int value in values.WithCancellation(source.Token))
            {
                count++;
                if (value == cancelAt)
                {
                    await source.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            return count;
        }

        return -1;
    }

    [RunInProcess]
    public static async Task<int> DieWhileReading(IAsyncEnumerable<int> values)
    {
        await foreach (int value in values)
        {
            if (value == 10)
            {
                Environment.Exit(4);
            }
        }

        return 0;
    }

    [RunInProcess]
    public static async Task<int[]> Zip(IAsyncEnumerable<int> first, IAsyncEnumerable<int> second)
    {
        List<int> sums = [];
        await using IAsyncEnumerator<int> other = second.GetAsyncEnumerator();
        await foreach (int value in first)
        {
            await other.MoveNextAsync();
            sums.Add(value + other.Current);
        }

        return [.. sums];
    }

    [RunInProcess]
    public static async IAsyncEnumerable<string> Both(IAsyncEnumerable<int> values, IProgress<int> progress)
    {
        await foreach (int value in values)
        {
            progress.Report(value);
            yield return value.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
