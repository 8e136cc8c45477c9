using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Tasks;
using ProcessIsolate.Values.Tests.Types;

namespace ProcessIsolate.Values.Tests.Isolated;

/// <summary>Holds a sequence that is computed anew each time.</summary>
internal sealed class Lazily
{
    public IEnumerable<int> Items { get; set; } = [];

    public int Count { get; set; }
}

/// <summary>Marked methods that change their arguments, each beside what it does in process.</summary>
internal static class BackWork
{
    [RunInProcess]
    public static void Ids(out int process, [In, Out] int[] none) => process = Environment.ProcessId;

    [RunInProcess]
    public static bool Write(ref int number, in int by, out string made, ref string? text) => WriteHere(ref number, by, out made, ref text);

    public static bool WriteHere(ref int number, in int by, out string made, ref string? text)
    {
        number *= by;
        made = text + number;
        text = null;
        return true;
    }

    [RunInProcess]
    public static int Twice(ref int left, ref int right) => TwiceHere(ref left, ref right);

    public static int TwiceHere(ref int left, ref int right)
    {
        left++;
        int seen = right;
        right *= 2;
        return seen;
    }

    [RunInProcess]
    public static void Append(ref List<string> list, string text) => AppendHere(ref list, text);

    public static void AppendHere(ref List<string> list, string text) => list.Add(text);

    [RunInProcess(CopyBack = true)]
    public static void Fail(ref int number, out int filled, List<int> list) => FailHere(ref number, out filled, list);

    public static void FailHere(ref int number, out int filled, List<int> list)
    {
        number = 2;
        list.Add(2);
        filled = int.Parse("none", System.Globalization.CultureInfo.InvariantCulture);
    }

    [RunInProcess(CopyBack = true)]
    public static Family? Rearrange(Family family) => RearrangeHere(family);

    public static Family? RearrangeHere(Family family)
    {
        Family gone = family.ByName["a"];
        gone.Name = "gone";
        gone.Parent = null;
        family.Children.Remove(gone);
        family.ByName.Remove("a");
        Family added = new() { Name = "new", Parent = family.Children[0] };
        family.Children.Add(added);
        family.ByName["new"] = added;
        return added;
    }

    [RunInProcess(CopyBack = true)]
    public static void Fill(byte[] bytes, int[,] grid, Dictionary<string, int> map, Stack<int> stack, StringBuilder text, object box) =>
        FillHere(bytes, grid, map, stack, text, box);

    public static void FillHere(byte[] bytes, int[,] grid, Dictionary<string, int> map, Stack<int> stack, StringBuilder text, object box)
    {
        bytes.AsSpan().Fill(9);
        grid[1, 0] = 4;
        map["a"] = 2;
        map["b"] = 3;
        stack.Push(3);
        text.Append('y');
        _ = box;
    }

    [RunInProcess]
    public static void Sort([In, Out] List<int> marked, List<int> unmarked)
    {
        marked.Sort();
        unmarked.Sort();
    }

    [RunInProcess]
    public static void Take([Out] List<Node> marked, Node node)
    {
        node.Value++;
        marked.Add(node);
    }

    [RunInProcess]
    public static async Task AddLater([In, Out] List<int> list)
    {
        await Task.Yield();
        list.Add(2);
    }

    [RunInProcess]
    public static int AddOne([In, Out] List<int> list)
    {
        list.Add(-1);
        return list.Count;
    }

#pragma warning disable PISO306 // That it is done twice is what the test is about.
    [RunInProcess(MaxRetries = 1)]
    public static void DieOnce([In, Out] List<int> list, string mark)
    {
        list.Add(2);
        if (!System.IO.File.Exists(mark))
        {
            System.IO.File.WriteAllText(mark, "");
            Environment.FailFast("dies once");
        }
    }
#pragma warning restore PISO306

    [RunInProcess(CopyBack = true)]
    public static void Count(Lazily holder) => holder.Count = holder.Items.Count();

    [RunInProcess]
    public static void Set([In, Out] System.Text.Json.Nodes.JsonObject json) => json["a"] = 1;
}
