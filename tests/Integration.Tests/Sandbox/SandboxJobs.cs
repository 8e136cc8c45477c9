using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;

namespace ProcessIsolate.Integration.Tests.Sandbox;

/// <summary>Marked methods, with and without a sandbox.</summary>
public static class SandboxJobs
{
    internal static IReadOnlyList<Attack> Attacks { get; } = [.. FileAttacks.All, .. ProcessAttacks.All, .. SystemAttacks.All];

    [RunInProcess(Sandbox = SandboxProfile.Restricted)]
    public static int Id() => Environment.ProcessId;

    [RunInProcess(Sandbox = SandboxProfile.Restricted)]
    public static int IdOf(int item) => Environment.ProcessId + (0 * item);

    [RunInProcess]
    public static int PlainId() => Environment.ProcessId;

    [RunInProcess(Sandbox = SandboxProfile.NoNetwork)]
    public static int IdWithoutNetwork() => Environment.ProcessId;

    [RunInProcess(Sandbox = SandboxProfile.Restricted)]
    public static long Add(long a, long b) => a + b;

    [RunInProcess]
    public static long PlainAdd(long a, long b) => a + b;

    /// <returns>Null if it came through, else why it did not.</returns>
    [RunInProcess(Sandbox = SandboxProfile.Restricted)]
    public static string? Try(int attack, AttackTerms terms) => TryHere(attack, terms);

    [RunInProcess]
    public static string? TryPlain(int attack, AttackTerms terms) => TryHere(attack, terms);

    [RunInProcess(Sandbox = SandboxProfile.Restricted)]
    public static string Nested() => PlainId() + " " + Add(1, 2);

    [RunInProcess]
    public static long CallsRestricted() => Add(1, 2);

    [RunInProcess(Sandbox = SandboxProfile.Restricted)]
    public static string[] Descriptors() => [.. Directory.GetFiles("/proc/self/fd").Select(static path => Describe(path)).Order(StringComparer.Ordinal)];

    [RunInProcess(Sandbox = SandboxProfile.Restricted)]
    public static void Print(string text) => Console.WriteLine(text);

    [RunInProcess(Sandbox = SandboxProfile.Restricted)]
    public static int ThreadsThatRefuse(string path)
    {
        int refused = 0;
        using CountdownEvent done = new(3);
        Thread thread = new(() => Look());
        thread.Start();
        ThreadPool.QueueUserWorkItem(_ => Look());
        using Timer timer = new(_ => Look(), null, 1, Timeout.Infinite);
        done.Wait();
        return refused;

        void Look()
        {
            if (Refuses(() => File.ReadAllText(path)))
            {
                Interlocked.Increment(ref refused);
            }

            done.Signal();
        }
    }

    [RunInProcess(Sandbox = SandboxProfile.Restricted)]
    public static string Works() => SandboxWork.All();

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static string? TryHere(int attack, AttackTerms terms)
    {
        try
        {
            Attacks[attack].Run(terms);
            return null;
        }
        catch (Exception exception)
        {
            return exception.GetType().Name + ": " + exception.Message;
        }
    }

    private static bool Refuses(Action action)
    {
        try
        {
            action();
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private static string Describe(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget ?? "gone";
        }
        catch (IOException)
        {
            return "gone";
        }
    }
}
