using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Values.Tests.Describing;
using ProcessIsolate.Values.Tests.Types;

namespace ProcessIsolate.Values.Tests.Isolated;

/// <summary>What a method does to its arguments, in process and isolated: the caller sees the same.</summary>
[TestClass]
public sealed class CopyBackTests
{
    [TestMethod]
    public void MethodsRunInWorkers()
    {
        BackWork.Ids(out int process, Array.Empty<int>());
        Assert.AreNotEqual(Environment.ProcessId, process);
    }

    [TestMethod]
    public void ReferencesAreWritten() => Same(static isolated =>
    {
        int number = 5;
        string? text = "a";
        bool done = isolated ? BackWork.Write(ref number, 3, out string made, ref text) : BackWork.WriteHere(ref number, 3, out made, ref text);
        return (number, text, made, done);
    });

    [TestMethod]
    public void OneVariableBehindTwoReferencesIsOne() => Same(static isolated =>
    {
        int number = 5;
        int seen = isolated ? BackWork.Twice(ref number, ref number) : BackWork.TwiceHere(ref number, ref number);
        return (number, seen);
    });

    [TestMethod]
    public void ReferenceToAnElementIsWritten() => Same(static isolated =>
    {
        int[] numbers = [1, 2, 3];
        _ = isolated ? BackWork.Twice(ref numbers[0], ref numbers[2]) : BackWork.TwiceHere(ref numbers[0], ref numbers[2]);
        return numbers;
    });

    [TestMethod]
    public void ObjectBehindReferenceIsChangedInPlace() => Same(static isolated =>
    {
        List<string> list = ["a"];
        List<string> mine = list;
        if (isolated)
        {
            BackWork.Append(ref list, "b");
        }
        else
        {
            BackWork.AppendHere(ref list, "b");
        }

        return (ReferenceEquals(list, mine), list);
    });

    [TestMethod]
    public void FailedMethodHasWrittenUpToThere() => Same(static isolated =>
    {
        int number = 1;
        int filled = 7;
        List<int> list = [1];
        Exception error = Assert.ThrowsExactly<FormatException>(() =>
        {
            if (isolated)
            {
                BackWork.Fail(ref number, out filled, list);
            }
            else
            {
                BackWork.FailHere(ref number, out filled, list);
            }
        });
        return (number, filled, list, error.Message);
    });

    [TestMethod]
    public void WholeGraphIsRestored() => Same(static isolated =>
    {
        Family family = Family.Make();
        Family gone = family.ByName["a"];
        List<Family> children = family.Children;
        Family? found = isolated ? BackWork.Rearrange(family) : BackWork.RearrangeHere(family);
        return (family, gone, children, ReferenceEquals(found, children[^1]));
    });

    [TestMethod]
    public void ArraysAndCollectionsAreFilledInPlace() => Same(static isolated =>
    {
        byte[] bytes = new byte[3];
        int[,] grid = new int[2, 2];
        Dictionary<string, int> map = new(StringComparer.OrdinalIgnoreCase) { ["A"] = 1 };
        Stack<int> stack = new([1, 2]);
        StringBuilder text = new("x");
        object box = (1, 2);
        if (isolated)
        {
            BackWork.Fill(bytes, grid, map, stack, text, box);
        }
        else
        {
            BackWork.FillHere(bytes, grid, map, stack, text, box);
        }

        return (bytes, grid, map, stack, text.ToString());
    });

    [TestMethod]
    public void OnlyMarkedParametersComeBack()
    {
        List<int> marked = [3, 1, 2];
        List<int> unmarked = [3, 1, 2];
        BackWork.Sort(marked, unmarked);
        Assert.AreEqual("1,2,3 3,1,2", string.Join(",", marked) + " " + string.Join(",", unmarked));
    }

    [TestMethod]
    public void UnmarkedObjectPutIntoAMarkedOneIsTheCallers()
    {
        List<Node> marked = [];
        Node node = new() { Value = 1 };
        BackWork.Take(marked, node);
        Assert.AreSame(node, marked[0]);
        Assert.AreEqual(2, node.Value);
    }

    [TestMethod]
    public async Task AsynchronousMethodRestoresBeforeItsTaskEnds()
    {
        List<int> list = [1];
        await BackWork.AddLater(list);
        Assert.AreEqual("1,2", string.Join(",", list));
        await BackWork.SortAsync(list, []);
        Assert.AreEqual("1,2", string.Join(",", list));
    }

    [TestMethod]
    public void MapChangesItsItems()
    {
        List<int>[] items = [.. Enumerable.Range(0, 300).Select(static i => new List<int> { i })];
        using ProcessPool pool = new(2);
        int[] counts = pool.Map<List<int>, int>(BackWork.AddOne, items);
        CollectionAssert.AreEqual(Enumerable.Repeat(2, 300).ToArray(), counts);
        Assert.IsTrue(items.Select(static (item, i) => item is [int first, -1] && first == i).All(static same => same));
    }

    [TestMethod]
    public void RetriedCallGetsTheStateBeforeIt()
    {
        string mark = System.IO.Path.Combine(System.IO.Path.GetTempPath(), Guid.NewGuid().ToString("N"));
        try
        {
            List<int> list = [1];
            BackWork.DieOnce(list, mark);
            Assert.AreEqual("1,2", string.Join(",", list));
        }
        finally
        {
            System.IO.File.Delete(mark);
        }
    }

    [TestMethod]
    public void LazySequenceStaysWhatItIs()
    {
        int asked = 0;
        Lazily holder = new() { Items = Enumerable.Range(0, 2).Select(i => i + asked++) };
        IEnumerable<int> before = holder.Items;
        BackWork.Count(holder);
        Assert.AreSame(before, holder.Items);
        Assert.AreEqual(2, holder.Count);
    }

    [TestMethod]
    public void WhatCannotBeFilledAnewIsRefusedBeforehand()
    {
        System.Text.Json.Nodes.JsonObject json = [];
        NotSupportedException error = Assert.Throws<NotSupportedException>(() => BackWork.Set(json));
        StringAssert.Contains(error.Message, "could not come back");
    }

    private static void Same(Func<bool, object> scenario) =>
        Assert.AreEqual(Describer.Describe(scenario(false)), Describer.Describe(scenario(true)));
}
