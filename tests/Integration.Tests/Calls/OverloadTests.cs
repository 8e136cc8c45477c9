using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Calls;

/// <summary>Every overload of Run, RunAsync and Start: all arguments arrive in order, in another process, and the result or the
/// exception comes back.</summary>
[TestClass]
public class OverloadTests
{
    private static readonly Func<ProcessPool, string>[] RunValues =
    [
        static pool => pool.Run(OverloadJobs.Value0),
        static pool => pool.Run(OverloadJobs.Value1, 1),
        static pool => pool.Run(OverloadJobs.Value2, 1, 2),
        static pool => pool.Run(OverloadJobs.Value3, 1, 2, 3),
        static pool => pool.Run(OverloadJobs.Value4, 1, 2, 3, 4),
        static pool => pool.Run(OverloadJobs.Value5, 1, 2, 3, 4, 5),
        static pool => pool.Run(OverloadJobs.Value6, 1, 2, 3, 4, 5, 6),
        static pool => pool.Run(OverloadJobs.Value7, 1, 2, 3, 4, 5, 6, 7),
        static pool => pool.Run(OverloadJobs.Value8, 1, 2, 3, 4, 5, 6, 7, 8),
    ];

    private static readonly Action<ProcessPool>[] RunVoids =
    [
        static pool => pool.Run(OverloadJobs.Void0),
        static pool => pool.Run(OverloadJobs.Void1, 1),
        static pool => pool.Run(OverloadJobs.Void2, 1, 2),
        static pool => pool.Run(OverloadJobs.Void3, 1, 2, 3),
        static pool => pool.Run(OverloadJobs.Void4, 1, 2, 3, 4),
        static pool => pool.Run(OverloadJobs.Void5, 1, 2, 3, 4, 5),
        static pool => pool.Run(OverloadJobs.Void6, 1, 2, 3, 4, 5, 6),
        static pool => pool.Run(OverloadJobs.Void7, 1, 2, 3, 4, 5, 6, 7),
        static pool => pool.Run(OverloadJobs.Void8, 1, 2, 3, 4, 5, 6, 7, 8),
    ];

    private static readonly Func<ProcessPool, Task<string>>[] RunAsyncValues =
    [
        static pool => pool.RunAsync(OverloadJobs.Value0),
        static pool => pool.RunAsync(OverloadJobs.Value1, 1),
        static pool => pool.RunAsync(OverloadJobs.Value2, 1, 2),
        static pool => pool.RunAsync(OverloadJobs.Value3, 1, 2, 3),
        static pool => pool.RunAsync(OverloadJobs.Value4, 1, 2, 3, 4),
        static pool => pool.RunAsync(OverloadJobs.Value5, 1, 2, 3, 4, 5),
        static pool => pool.RunAsync(OverloadJobs.Value6, 1, 2, 3, 4, 5, 6),
        static pool => pool.RunAsync(OverloadJobs.Value7, 1, 2, 3, 4, 5, 6, 7),
        static pool => pool.RunAsync(OverloadJobs.Value8, 1, 2, 3, 4, 5, 6, 7, 8),
        static pool => pool.RunAsync(OverloadJobs.TaskValue0),
        static pool => pool.RunAsync(OverloadJobs.TaskValue1, 1),
        static pool => pool.RunAsync(OverloadJobs.TaskValue2, 1, 2),
        static pool => pool.RunAsync(OverloadJobs.TaskValue3, 1, 2, 3),
        static pool => pool.RunAsync(OverloadJobs.TaskValue4, 1, 2, 3, 4),
        static pool => pool.RunAsync(OverloadJobs.TaskValue5, 1, 2, 3, 4, 5),
        static pool => pool.RunAsync(OverloadJobs.TaskValue6, 1, 2, 3, 4, 5, 6),
        static pool => pool.RunAsync(OverloadJobs.TaskValue7, 1, 2, 3, 4, 5, 6, 7),
        static pool => pool.RunAsync(OverloadJobs.TaskValue8, 1, 2, 3, 4, 5, 6, 7, 8),
        static pool => pool.RunAsync(OverloadJobs.ValueTaskValue0),
        static pool => pool.RunAsync(OverloadJobs.ValueTaskValue1, 1),
        static pool => pool.RunAsync(OverloadJobs.ValueTaskValue2, 1, 2),
        static pool => pool.RunAsync(OverloadJobs.ValueTaskValue3, 1, 2, 3),
        static pool => pool.RunAsync(OverloadJobs.ValueTaskValue4, 1, 2, 3, 4),
        static pool => pool.RunAsync(OverloadJobs.ValueTaskValue5, 1, 2, 3, 4, 5),
        static pool => pool.RunAsync(OverloadJobs.ValueTaskValue6, 1, 2, 3, 4, 5, 6),
        static pool => pool.RunAsync(OverloadJobs.ValueTaskValue7, 1, 2, 3, 4, 5, 6, 7),
        static pool => pool.RunAsync(OverloadJobs.ValueTaskValue8, 1, 2, 3, 4, 5, 6, 7, 8),
    ];

    private static readonly Func<ProcessPool, Task>[] RunAsyncVoids =
    [
        static pool => pool.RunAsync(OverloadJobs.Void0),
        static pool => pool.RunAsync(OverloadJobs.Void1, 1),
        static pool => pool.RunAsync(OverloadJobs.Void2, 1, 2),
        static pool => pool.RunAsync(OverloadJobs.Void3, 1, 2, 3),
        static pool => pool.RunAsync(OverloadJobs.Void4, 1, 2, 3, 4),
        static pool => pool.RunAsync(OverloadJobs.Void5, 1, 2, 3, 4, 5),
        static pool => pool.RunAsync(OverloadJobs.Void6, 1, 2, 3, 4, 5, 6),
        static pool => pool.RunAsync(OverloadJobs.Void7, 1, 2, 3, 4, 5, 6, 7),
        static pool => pool.RunAsync(OverloadJobs.Void8, 1, 2, 3, 4, 5, 6, 7, 8),
        static pool => pool.RunAsync(OverloadJobs.Task0),
        static pool => pool.RunAsync(OverloadJobs.Task1, 1),
        static pool => pool.RunAsync(OverloadJobs.Task2, 1, 2),
        static pool => pool.RunAsync(OverloadJobs.Task3, 1, 2, 3),
        static pool => pool.RunAsync(OverloadJobs.Task4, 1, 2, 3, 4),
        static pool => pool.RunAsync(OverloadJobs.Task5, 1, 2, 3, 4, 5),
        static pool => pool.RunAsync(OverloadJobs.Task6, 1, 2, 3, 4, 5, 6),
        static pool => pool.RunAsync(OverloadJobs.Task7, 1, 2, 3, 4, 5, 6, 7),
        static pool => pool.RunAsync(OverloadJobs.Task8, 1, 2, 3, 4, 5, 6, 7, 8),
        static pool => pool.RunAsync(OverloadJobs.ValueTask0),
        static pool => pool.RunAsync(OverloadJobs.ValueTask1, 1),
        static pool => pool.RunAsync(OverloadJobs.ValueTask2, 1, 2),
        static pool => pool.RunAsync(OverloadJobs.ValueTask3, 1, 2, 3),
        static pool => pool.RunAsync(OverloadJobs.ValueTask4, 1, 2, 3, 4),
        static pool => pool.RunAsync(OverloadJobs.ValueTask5, 1, 2, 3, 4, 5),
        static pool => pool.RunAsync(OverloadJobs.ValueTask6, 1, 2, 3, 4, 5, 6),
        static pool => pool.RunAsync(OverloadJobs.ValueTask7, 1, 2, 3, 4, 5, 6, 7),
        static pool => pool.RunAsync(OverloadJobs.ValueTask8, 1, 2, 3, 4, 5, 6, 7, 8),
    ];

    private static readonly Func<IsolatedProcess<string>>[] StartValues =
    [
        static () => IsolatedProcess.Start(OverloadJobs.Value0),
        static () => IsolatedProcess.Start(OverloadJobs.Value1, 1),
        static () => IsolatedProcess.Start(OverloadJobs.Value2, 1, 2),
        static () => IsolatedProcess.Start(OverloadJobs.Value3, 1, 2, 3),
        static () => IsolatedProcess.Start(OverloadJobs.Value4, 1, 2, 3, 4),
        static () => IsolatedProcess.Start(OverloadJobs.Value5, 1, 2, 3, 4, 5),
        static () => IsolatedProcess.Start(OverloadJobs.Value6, 1, 2, 3, 4, 5, 6),
        static () => IsolatedProcess.Start(OverloadJobs.Value7, 1, 2, 3, 4, 5, 6, 7),
        static () => IsolatedProcess.Start(OverloadJobs.Value8, 1, 2, 3, 4, 5, 6, 7, 8),
        static () => IsolatedProcess.Start(OverloadJobs.TaskValue0),
        static () => IsolatedProcess.Start(OverloadJobs.TaskValue1, 1),
        static () => IsolatedProcess.Start(OverloadJobs.TaskValue2, 1, 2),
        static () => IsolatedProcess.Start(OverloadJobs.TaskValue3, 1, 2, 3),
        static () => IsolatedProcess.Start(OverloadJobs.TaskValue4, 1, 2, 3, 4),
        static () => IsolatedProcess.Start(OverloadJobs.TaskValue5, 1, 2, 3, 4, 5),
        static () => IsolatedProcess.Start(OverloadJobs.TaskValue6, 1, 2, 3, 4, 5, 6),
        static () => IsolatedProcess.Start(OverloadJobs.TaskValue7, 1, 2, 3, 4, 5, 6, 7),
        static () => IsolatedProcess.Start(OverloadJobs.TaskValue8, 1, 2, 3, 4, 5, 6, 7, 8),
        static () => IsolatedProcess.Start(OverloadJobs.ValueTaskValue0),
        static () => IsolatedProcess.Start(OverloadJobs.ValueTaskValue1, 1),
        static () => IsolatedProcess.Start(OverloadJobs.ValueTaskValue2, 1, 2),
        static () => IsolatedProcess.Start(OverloadJobs.ValueTaskValue3, 1, 2, 3),
        static () => IsolatedProcess.Start(OverloadJobs.ValueTaskValue4, 1, 2, 3, 4),
        static () => IsolatedProcess.Start(OverloadJobs.ValueTaskValue5, 1, 2, 3, 4, 5),
        static () => IsolatedProcess.Start(OverloadJobs.ValueTaskValue6, 1, 2, 3, 4, 5, 6),
        static () => IsolatedProcess.Start(OverloadJobs.ValueTaskValue7, 1, 2, 3, 4, 5, 6, 7),
        static () => IsolatedProcess.Start(OverloadJobs.ValueTaskValue8, 1, 2, 3, 4, 5, 6, 7, 8),
    ];

    private static readonly Func<IsolatedProcess>[] StartVoids =
    [
        static () => IsolatedProcess.Start(OverloadJobs.Exit0),
        static () => IsolatedProcess.Start(OverloadJobs.Exit1, 1),
        static () => IsolatedProcess.Start(OverloadJobs.Exit2, 1, 2),
        static () => IsolatedProcess.Start(OverloadJobs.Exit3, 1, 2, 3),
        static () => IsolatedProcess.Start(OverloadJobs.Exit4, 1, 2, 3, 4),
        static () => IsolatedProcess.Start(OverloadJobs.Exit5, 1, 2, 3, 4, 5),
        static () => IsolatedProcess.Start(OverloadJobs.Exit6, 1, 2, 3, 4, 5, 6),
        static () => IsolatedProcess.Start(OverloadJobs.Exit7, 1, 2, 3, 4, 5, 6, 7),
        static () => IsolatedProcess.Start(OverloadJobs.Exit8, 1, 2, 3, 4, 5, 6, 7, 8),
        static () => IsolatedProcess.Start(OverloadJobs.TaskExit0),
        static () => IsolatedProcess.Start(OverloadJobs.TaskExit1, 1),
        static () => IsolatedProcess.Start(OverloadJobs.TaskExit2, 1, 2),
        static () => IsolatedProcess.Start(OverloadJobs.TaskExit3, 1, 2, 3),
        static () => IsolatedProcess.Start(OverloadJobs.TaskExit4, 1, 2, 3, 4),
        static () => IsolatedProcess.Start(OverloadJobs.TaskExit5, 1, 2, 3, 4, 5),
        static () => IsolatedProcess.Start(OverloadJobs.TaskExit6, 1, 2, 3, 4, 5, 6),
        static () => IsolatedProcess.Start(OverloadJobs.TaskExit7, 1, 2, 3, 4, 5, 6, 7),
        static () => IsolatedProcess.Start(OverloadJobs.TaskExit8, 1, 2, 3, 4, 5, 6, 7, 8),
        static () => IsolatedProcess.Start(OverloadJobs.ValueTaskExit0),
        static () => IsolatedProcess.Start(OverloadJobs.ValueTaskExit1, 1),
        static () => IsolatedProcess.Start(OverloadJobs.ValueTaskExit2, 1, 2),
        static () => IsolatedProcess.Start(OverloadJobs.ValueTaskExit3, 1, 2, 3),
        static () => IsolatedProcess.Start(OverloadJobs.ValueTaskExit4, 1, 2, 3, 4),
        static () => IsolatedProcess.Start(OverloadJobs.ValueTaskExit5, 1, 2, 3, 4, 5),
        static () => IsolatedProcess.Start(OverloadJobs.ValueTaskExit6, 1, 2, 3, 4, 5, 6),
        static () => IsolatedProcess.Start(OverloadJobs.ValueTaskExit7, 1, 2, 3, 4, 5, 6, 7),
        static () => IsolatedProcess.Start(OverloadJobs.ValueTaskExit8, 1, 2, 3, 4, 5, 6, 7, 8),
    ];

    [TestMethod]
    public void Run_BringsEveryArgumentAndTheResult()
    {
        using ProcessPool pool = TestPools.Single();
        for (int count = 0; count < RunValues.Length; count++)
        {
            AssertSeen(count, RunValues[count](pool));
            AssertSeen(count, Assert.ThrowsExactly<InvalidOperationException>(() => RunVoids[count](pool)).Message);
        }
    }

    [TestMethod]
    public async Task RunAsync_BringsEveryArgumentAndTheResult()
    {
        using ProcessPool pool = TestPools.Single();
        for (int row = 0; row < RunAsyncValues.Length; row++)
        {
            int count = row % RunValues.Length;
            AssertSeen(count, await RunAsyncValues[row](pool));
            AssertSeen(count, (await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => RunAsyncVoids[row](pool))).Message);
        }
    }

    [TestMethod]
    public void Start_BringsEveryArgumentAndTheResult()
    {
        List<IsolatedProcess<string>> processes = [.. StartValues.Select(static start => start())];
        for (int row = 0; row < processes.Count; row++)
        {
            AssertSeen(row % RunValues.Length, processes[row].Result);
            processes[row].Dispose();
        }
    }

    [TestMethod]
    public void Start_BringsEveryArgumentToMethodsWithoutResult()
    {
        List<IsolatedProcess> processes = [.. StartVoids.Select(static start => start())];
        for (int row = 0; row < processes.Count; row++)
        {
            Assert.IsTrue(processes[row].Join(Eventually.Limit), $"process {row} ends");
            Assert.AreEqual(OverloadJobs.ExitCode([.. Enumerable.Range(1, row % RunValues.Length)]), processes[row].ExitCode, $"row {row}");
            processes[row].Dispose();
        }
    }

    private static void AssertSeen(int count, string seen)
    {
        string[] parts = seen.Split(": ");
        Assert.AreNotEqual(Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture), parts[0]);
        Assert.AreEqual(OverloadJobs.Expected(count), parts[1], $"{count} arguments");
    }
}
