using System;
using System.Linq;
using System.Threading.Tasks;

namespace ProcessIsolate.Integration.Tests.Calls;

/// <summary>A marked method of every number of parameters and every kind of result. Those without a result show what they received
/// by the exception they throw, or by their exit code.</summary>
internal static class OverloadJobs
{
    [RunInProcess] public static string Value0() => Seen();
    [RunInProcess] public static async Task<string> TaskValue0() => await Later();
    [RunInProcess] public static async ValueTask<string> ValueTaskValue0() => await Later();
    [RunInProcess] public static void Void0() => throw new InvalidOperationException(Seen());
    [RunInProcess] public static async Task Task0() => throw new InvalidOperationException(await Later());
    [RunInProcess] public static async ValueTask ValueTask0() => throw new InvalidOperationException(await Later());
    [RunInProcess] public static void Exit0() => Environment.Exit(ExitCode());
    [RunInProcess] public static async Task TaskExit0() => await ExitLater();
    [RunInProcess] public static async ValueTask ValueTaskExit0() => await ExitLater();

    [RunInProcess] public static string Value1(int a1) => Seen(a1);
    [RunInProcess] public static async Task<string> TaskValue1(int a1) => await Later(a1);
    [RunInProcess] public static async ValueTask<string> ValueTaskValue1(int a1) => await Later(a1);
    [RunInProcess] public static void Void1(int a1) => throw new InvalidOperationException(Seen(a1));
    [RunInProcess] public static async Task Task1(int a1) => throw new InvalidOperationException(await Later(a1));
    [RunInProcess] public static async ValueTask ValueTask1(int a1) => throw new InvalidOperationException(await Later(a1));
    [RunInProcess] public static void Exit1(int a1) => Environment.Exit(ExitCode(a1));
    [RunInProcess] public static async Task TaskExit1(int a1) => await ExitLater(a1);
    [RunInProcess] public static async ValueTask ValueTaskExit1(int a1) => await ExitLater(a1);

    [RunInProcess] public static string Value2(int a1, int a2) => Seen(a1, a2);
    [RunInProcess] public static async Task<string> TaskValue2(int a1, int a2) => await Later(a1, a2);
    [RunInProcess] public static async ValueTask<string> ValueTaskValue2(int a1, int a2) => await Later(a1, a2);
    [RunInProcess] public static void Void2(int a1, int a2) => throw new InvalidOperationException(Seen(a1, a2));
    [RunInProcess] public static async Task Task2(int a1, int a2) => throw new InvalidOperationException(await Later(a1, a2));
    [RunInProcess] public static async ValueTask ValueTask2(int a1, int a2) => throw new InvalidOperationException(await Later(a1, a2));
    [RunInProcess] public static void Exit2(int a1, int a2) => Environment.Exit(ExitCode(a1, a2));
    [RunInProcess] public static async Task TaskExit2(int a1, int a2) => await ExitLater(a1, a2);
    [RunInProcess] public static async ValueTask ValueTaskExit2(int a1, int a2) => await ExitLater(a1, a2);

    [RunInProcess] public static string Value3(int a1, int a2, int a3) => Seen(a1, a2, a3);
    [RunInProcess] public static async Task<string> TaskValue3(int a1, int a2, int a3) => await Later(a1, a2, a3);
    [RunInProcess] public static async ValueTask<string> ValueTaskValue3(int a1, int a2, int a3) => await Later(a1, a2, a3);
    [RunInProcess] public static void Void3(int a1, int a2, int a3) => throw new InvalidOperationException(Seen(a1, a2, a3));
    [RunInProcess] public static async Task Task3(int a1, int a2, int a3) => throw new InvalidOperationException(await Later(a1, a2, a3));
    [RunInProcess] public static async ValueTask ValueTask3(int a1, int a2, int a3) => throw new InvalidOperationException(await Later(a1, a2, a3));
    [RunInProcess] public static void Exit3(int a1, int a2, int a3) => Environment.Exit(ExitCode(a1, a2, a3));
    [RunInProcess] public static async Task TaskExit3(int a1, int a2, int a3) => await ExitLater(a1, a2, a3);
    [RunInProcess] public static async ValueTask ValueTaskExit3(int a1, int a2, int a3) => await ExitLater(a1, a2, a3);

    [RunInProcess] public static string Value4(int a1, int a2, int a3, int a4) => Seen(a1, a2, a3, a4);
    [RunInProcess] public static async Task<string> TaskValue4(int a1, int a2, int a3, int a4) => await Later(a1, a2, a3, a4);
    [RunInProcess] public static async ValueTask<string> ValueTaskValue4(int a1, int a2, int a3, int a4) => await Later(a1, a2, a3, a4);
    [RunInProcess] public static void Void4(int a1, int a2, int a3, int a4) => throw new InvalidOperationException(Seen(a1, a2, a3, a4));
    [RunInProcess] public static async Task Task4(int a1, int a2, int a3, int a4) => throw new InvalidOperationException(await Later(a1, a2, a3, a4));
    [RunInProcess] public static async ValueTask ValueTask4(int a1, int a2, int a3, int a4) => throw new InvalidOperationException(await Later(a1, a2, a3, a4));
    [RunInProcess] public static void Exit4(int a1, int a2, int a3, int a4) => Environment.Exit(ExitCode(a1, a2, a3, a4));
    [RunInProcess] public static async Task TaskExit4(int a1, int a2, int a3, int a4) => await ExitLater(a1, a2, a3, a4);
    [RunInProcess] public static async ValueTask ValueTaskExit4(int a1, int a2, int a3, int a4) => await ExitLater(a1, a2, a3, a4);

    [RunInProcess] public static string Value5(int a1, int a2, int a3, int a4, int a5) => Seen(a1, a2, a3, a4, a5);
    [RunInProcess] public static async Task<string> TaskValue5(int a1, int a2, int a3, int a4, int a5) => await Later(a1, a2, a3, a4, a5);
    [RunInProcess] public static async ValueTask<string> ValueTaskValue5(int a1, int a2, int a3, int a4, int a5) => await Later(a1, a2, a3, a4, a5);
    [RunInProcess] public static void Void5(int a1, int a2, int a3, int a4, int a5) => throw new InvalidOperationException(Seen(a1, a2, a3, a4, a5));
    [RunInProcess] public static async Task Task5(int a1, int a2, int a3, int a4, int a5) => throw new InvalidOperationException(await Later(a1, a2, a3, a4, a5));
    [RunInProcess] public static async ValueTask ValueTask5(int a1, int a2, int a3, int a4, int a5) => throw new InvalidOperationException(await Later(a1, a2, a3, a4, a5));
    [RunInProcess] public static void Exit5(int a1, int a2, int a3, int a4, int a5) => Environment.Exit(ExitCode(a1, a2, a3, a4, a5));
    [RunInProcess] public static async Task TaskExit5(int a1, int a2, int a3, int a4, int a5) => await ExitLater(a1, a2, a3, a4, a5);
    [RunInProcess] public static async ValueTask ValueTaskExit5(int a1, int a2, int a3, int a4, int a5) => await ExitLater(a1, a2, a3, a4, a5);

    [RunInProcess] public static string Value6(int a1, int a2, int a3, int a4, int a5, int a6) => Seen(a1, a2, a3, a4, a5, a6);
    [RunInProcess] public static async Task<string> TaskValue6(int a1, int a2, int a3, int a4, int a5, int a6) => await Later(a1, a2, a3, a4, a5, a6);
    [RunInProcess] public static async ValueTask<string> ValueTaskValue6(int a1, int a2, int a3, int a4, int a5, int a6) => await Later(a1, a2, a3, a4, a5, a6);
    [RunInProcess] public static void Void6(int a1, int a2, int a3, int a4, int a5, int a6) => throw new InvalidOperationException(Seen(a1, a2, a3, a4, a5, a6));
    [RunInProcess] public static async Task Task6(int a1, int a2, int a3, int a4, int a5, int a6) => throw new InvalidOperationException(await Later(a1, a2, a3, a4, a5, a6));
    [RunInProcess] public static async ValueTask ValueTask6(int a1, int a2, int a3, int a4, int a5, int a6) => throw new InvalidOperationException(await Later(a1, a2, a3, a4, a5, a6));
    [RunInProcess] public static void Exit6(int a1, int a2, int a3, int a4, int a5, int a6) => Environment.Exit(ExitCode(a1, a2, a3, a4, a5, a6));
    [RunInProcess] public static async Task TaskExit6(int a1, int a2, int a3, int a4, int a5, int a6) => await ExitLater(a1, a2, a3, a4, a5, a6);
    [RunInProcess] public static async ValueTask ValueTaskExit6(int a1, int a2, int a3, int a4, int a5, int a6) => await ExitLater(a1, a2, a3, a4, a5, a6);

    [RunInProcess] public static string Value7(int a1, int a2, int a3, int a4, int a5, int a6, int a7) => Seen(a1, a2, a3, a4, a5, a6, a7);
    [RunInProcess] public static async Task<string> TaskValue7(int a1, int a2, int a3, int a4, int a5, int a6, int a7) => await Later(a1, a2, a3, a4, a5, a6, a7);
    [RunInProcess] public static async ValueTask<string> ValueTaskValue7(int a1, int a2, int a3, int a4, int a5, int a6, int a7) => await Later(a1, a2, a3, a4, a5, a6, a7);
    [RunInProcess] public static void Void7(int a1, int a2, int a3, int a4, int a5, int a6, int a7) => throw new InvalidOperationException(Seen(a1, a2, a3, a4, a5, a6, a7));
    [RunInProcess] public static async Task Task7(int a1, int a2, int a3, int a4, int a5, int a6, int a7) => throw new InvalidOperationException(await Later(a1, a2, a3, a4, a5, a6, a7));
    [RunInProcess] public static async ValueTask ValueTask7(int a1, int a2, int a3, int a4, int a5, int a6, int a7) => throw new InvalidOperationException(await Later(a1, a2, a3, a4, a5, a6, a7));
    [RunInProcess] public static void Exit7(int a1, int a2, int a3, int a4, int a5, int a6, int a7) => Environment.Exit(ExitCode(a1, a2, a3, a4, a5, a6, a7));
    [RunInProcess] public static async Task TaskExit7(int a1, int a2, int a3, int a4, int a5, int a6, int a7) => await ExitLater(a1, a2, a3, a4, a5, a6, a7);
    [RunInProcess] public static async ValueTask ValueTaskExit7(int a1, int a2, int a3, int a4, int a5, int a6, int a7) => await ExitLater(a1, a2, a3, a4, a5, a6, a7);

    [RunInProcess] public static string Value8(int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8) => Seen(a1, a2, a3, a4, a5, a6, a7, a8);
    [RunInProcess] public static async Task<string> TaskValue8(int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8) => await Later(a1, a2, a3, a4, a5, a6, a7, a8);
    [RunInProcess] public static async ValueTask<string> ValueTaskValue8(int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8) => await Later(a1, a2, a3, a4, a5, a6, a7, a8);
    [RunInProcess] public static void Void8(int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8) => throw new InvalidOperationException(Seen(a1, a2, a3, a4, a5, a6, a7, a8));
    [RunInProcess] public static async Task Task8(int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8) => throw new InvalidOperationException(await Later(a1, a2, a3, a4, a5, a6, a7, a8));
    [RunInProcess] public static async ValueTask ValueTask8(int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8) => throw new InvalidOperationException(await Later(a1, a2, a3, a4, a5, a6, a7, a8));
    [RunInProcess] public static void Exit8(int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8) => Environment.Exit(ExitCode(a1, a2, a3, a4, a5, a6, a7, a8));
    [RunInProcess] public static async Task TaskExit8(int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8) => await ExitLater(a1, a2, a3, a4, a5, a6, a7, a8);
    [RunInProcess] public static async ValueTask ValueTaskExit8(int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8) => await ExitLater(a1, a2, a3, a4, a5, a6, a7, a8);

    /// <summary>What a method with so many parameters shows.</summary>
    public static string Expected(int count) => string.Join(' ', Enumerable.Range(1, count));

    /// <summary>The exit code of a method that exits; never one that means something else.</summary>
    public static int ExitCode(params int[] values) => 40 + values.Sum();

    private static async Task ExitLater(params int[] values)
    {
        await Task.Yield();
        Environment.Exit(ExitCode(values));
    }

    private static string Seen(params int[] values) =>
        Environment.ProcessId + ": " + string.Join(' ', values);

    private static async Task<string> Later(params int[] values)
    {
        await Task.Yield();
        return Seen(values);
    }
}
