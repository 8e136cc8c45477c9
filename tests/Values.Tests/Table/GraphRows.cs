using System.Collections.Generic;
using System.Linq;
using ProcessIsolate.Values.Tests.Types;

namespace ProcessIsolate.Values.Tests.Table;

/// <summary>Cycles, sharing, depth, keys that are part of the graph.</summary>
internal static class GraphRows
{
    public static Row[] Rows =>
    [
        Row.Make<Node>(Node.Cycle, static () => Node.Chain(3), static () => Node.Chain(1000)),
        Row.Make<SharedParts>(SharedParts.Make),
        Row.Make<Family>(Family.Make),
        Row.Make<Registry>(Registry.Make),
        Row.Make<SelfKeyed>(SelfKeyed.Make),
        Row.Make<object[]>(ContainsItself, static () => SameBox()),
        Row.Make<List<object>>(ListInItself),
        Row.Make<Dictionary<string, object>>(static () => new() { ["list"] = new List<object>(), ["nested"] = new Dictionary<string, object> { ["x"] = 1 } }),
        Row.Make<List<Node>>(static () => [.. Enumerable.Repeat(Node.Cycle(), 3)]),
        Row.Make<LinkedList<Node>>(static () => new([Node.Cycle(), Node.Chain(2)])),
        Row.Make<HashSet<ReferenceKey>>(static () => [new ReferenceKey { Number = 1 }, new ReferenceKey { Number = 1 }]),
    ];

    private static object[] ContainsItself()
    {
        object[] array = new object[2];
        array[0] = array;
        array[1] = 1;
        return array;
    }

    private static List<object> ListInItself()
    {
        List<object> list = [1];
        list.Add(list);
        return list;
    }

    private static object[] SameBox()
    {
        object box = 5;
        return [box, box];
    }
}
