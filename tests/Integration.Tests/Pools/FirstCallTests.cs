using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Integration.Tests.Pools;

/// <summary>How long the first calls of a fresh pool wait: for one start, and for all starts at the same time.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class FirstCallTests
{
    // Each start of a worker makes the next of these folders, and so knows which one it is.
    private const string Count = "i=1; until mkdir \"$folder/$i\" 2>/dev/null; do i=$((i+1)); done; ";

    [TestMethod]
    public void FirstCall_WaitsForOneStart_ThoughThePoolWantsMore()
    {
        using Scratch scratch = new();
        using ProcessPool pool = Scripted(3, scratch, "if [ $i -gt 1 ]; then exec sleep 1000; fi; ");
        _ = pool.WarmUpAsync();
        int first = Eventually.Result(Task.Run(() => pool.Run(Common.ProcessId)), "the first worker serves the call while two never become ready");
        Assert.IsTrue(Proc.IsAlive(first));
        pool.Terminate();
    }

    [TestMethod]
    public async Task Workers_StartAtTheSameTime()
    {
        using Scratch scratch = new();
        using ProcessPool pool = Scripted(3, scratch, "until [ -d \"$folder/3\" ]; do sleep 0.01; done; ");
        await pool.WarmUpAsync().WaitAsync(Eventually.Limit);
        CollectionAssert.AreEquivalent((string[])["1", "2", "3"], Directory.GetDirectories(scratch.Folder).Select(Path.GetFileName).ToArray());
    }

    // All the workers that the pool may have are wanted at once; a script runs before each.
    private static ProcessPool Scripted(int workers, Scratch scratch, string script)
    {
        WorkerCommand real = WorkerCommand.ForThisApp;
        return TestPools.Of(workers, options =>
        {
            options.MinWorkers = workers;
            options.WorkerCommand = ("/bin/sh", ["-c", $"folder=$1; shift; {Count}{script}exec \"$@\"", "sh", scratch.Folder, real.FileName, .. real.Arguments]);
        });
    }
}
