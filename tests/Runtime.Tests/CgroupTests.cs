using System.IO;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Platform;

namespace ProcessIsolate.Runtime.Tests;

/// <summary>What is left of a control group's memory is its limit less what is in use, whichever version says it.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class CgroupTests
{
    private string folder = "";

    [TestInitialize]
    public void MakeFolder() => folder = Directory.CreateTempSubdirectory("cgroup-").FullName;

    [TestCleanup]
    public void RemoveFolder() => Directory.Delete(folder, recursive: true);

    [TestMethod]
    public void Version2_TheNarrowestOfTheGroupsAboveCounts()
    {
        Write("tree/outer/memory.max", "1000");
        Write("tree/outer/memory.current", "900");
        Write("tree/outer/memory.stat", "anon 1\ninactive_file 50\nactive_file 7\n");
        Write("tree/outer/inner/memory.max", "800");
        Write("tree/outer/inner/memory.current", "100");
        Assert.AreEqual(150, Available("0::/outer/inner\n", $"40 30 0:1 / {folder}/tree rw - cgroup2 cgroup2 rw"));
    }

    [TestMethod]
    public void Version2_WithoutALimit_SaysNothing()
    {
        Write("tree/outer/memory.max", "max\n");
        Write("tree/outer/memory.current", "900");
        Assert.AreEqual(long.MaxValue, Available("0::/outer\n", $"40 30 0:1 / {folder}/tree rw - cgroup2 cgroup2 rw"));
    }

    [TestMethod]
    public void Version1_IsAskedToo()
    {
        Write("memory/outer/memory.limit_in_bytes", "5000\n");
        Write("memory/outer/memory.usage_in_bytes", "4000\n");
        Write("memory/outer/memory.stat", "inactive_file 1\ntotal_inactive_file 500\n");
        Write("memory/memory.limit_in_bytes", "9223372036854771712\n");
        Assert.AreEqual(1500, Available("5:cpu,memory:/outer\n1:name=systemd:/\n0::/\n", $"36 31 0:33 / {folder}/memory rw - cgroup cgroup rw,cpu,memory"));
    }

    [TestMethod]
    public void Version1_InAContainer_TheMountShowsItsOwnGroup()
    {
        Write("memory/memory.limit_in_bytes", "5000");
        Write("memory/memory.usage_in_bytes", "6000");
        Assert.AreEqual(0, Available("5:memory:/docker/abc\n", $"36 31 0:33 /docker/abc {folder}/memory rw - cgroup cgroup rw,memory"));
    }

    [TestMethod]
    public void WithoutGroups_NothingIsSaid() => Assert.AreEqual(long.MaxValue, LinuxCgroup.AvailableMemory(folder + "/none", folder + "/none"));

    private long Available(string groups, string mounts)
    {
        Write("groups", groups);
        Write("mounts", mounts + "\n");
        return LinuxCgroup.AvailableMemory(folder + "/groups", folder + "/mounts");
    }

    private void Write(string name, string text)
    {
        string path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
