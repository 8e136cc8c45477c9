using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Threading;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Failures;

/// <summary>Where on the way of a call something happens.</summary>
public enum Step
{
    ArgumentWrite,
    ArgumentRead,
    Run,
    ResultWrite,
    ResultRead,
}

/// <summary>What happens there.</summary>
public enum Mishap
{
    Error,
    Exit,
    Crash,
}

/// <summary>What user code throws on the way.</summary>
public sealed class MishapException(string message) : Exception(message);

/// <summary>A key whose hash code is computed where a dictionary is read.</summary>
public sealed class MishapKey(Mishap mishap, bool inWorker)
{
    public override bool Equals(object? obj) => obj is MishapKey;

    public override int GetHashCode()
    {
        if (WorkerContext.IsWorker == inWorker)
        {
            MatrixJobs.Do(mishap);
        }

        return 1;
    }
}

internal static class MatrixJobs
{
    public const int ExitCode = 9;

    /// <summary>Of the host: ends the worker that has the call, in the given way.</summary>
    public static Action<Mishap>? EndWorker { get; set; }

    [RunInProcess]
    public static int Sum(IEnumerable<int> items)
    {
        int sum = 0;
        foreach (int item in items)
        {
            sum += item;
        }

        return sum;
    }

    [RunInProcess]
    public static int Count(Dictionary<MishapKey, int> items) => items.Count;

    [RunInProcess]
    [SuppressMessage("ProcessIsolate", "PISO301", Justification = "Only the host looks at it.")]
    public static int Run(Mishap mishap)
    {
        Do(mishap);
        return 0;
    }

    [RunInProcess]
    [SuppressMessage("ProcessIsolate", "PISO301", Justification = "Only the host looks at it.")]
    public static IEnumerable<int> Yield(Mishap mishap)
    {
        yield return 1;
        Do(mishap);
    }

    [RunInProcess]
    public static Dictionary<MishapKey, int> Make(Mishap mishap) => new() { [new MishapKey(mishap, inWorker: false)] = 1 };

    /// <summary>Has this worker leave once a file is there.</summary>
    [RunInProcess]
    public static int LeaveWhenTold(string gate)
    {
        new Thread(() =>
        {
            Eventually.True(() => File.Exists(gate), "the gate opens", TimeSpan.FromMinutes(1));
            Environment.Exit(ExitCode);
        })
        { IsBackground = true }.Start();
        return Environment.ProcessId;
    }

    public static IEnumerable<int> Items(Mishap mishap)
    {
        yield return 1;
        Do(mishap);
        yield return 2;
    }

    public static void Do(Mishap mishap)
    {
        if (mishap == Mishap.Error)
        {
            throw new MishapException("on the way");
        }

        if (!WorkerContext.IsWorker)
        {
            EndWorker?.Invoke(mishap);
        }
        else if (mishap == Mishap.Exit)
        {
            Environment.Exit(ExitCode);
        }
        else
        {
            Proc.Kill(Environment.ProcessId);
        }
    }
}
