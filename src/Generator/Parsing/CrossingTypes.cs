using System.Collections.Generic;
using System.Linq;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>The tables behind <see cref="JsonRules"/>: types of the base library by how they travel as JSON.</summary>
internal static class CrossingTypes
{
    /// <summary>Travel as one value.</summary>
    public static readonly HashSet<string> Scalars =
    [
        "System.Guid", "System.DateTime", "System.DateTimeOffset", "System.TimeSpan", "System.DateOnly", "System.TimeOnly",
        "System.Half", "System.Int128", "System.UInt128", "System.Uri", "System.Version",
        "System.Text.Json.JsonElement", "System.Text.Json.JsonDocument", "System.Text.Json.Nodes.JsonNode",
        "System.Text.Json.Nodes.JsonObject", "System.Text.Json.Nodes.JsonArray", "System.Text.Json.Nodes.JsonValue",
        "System.Drawing.Point", "System.Drawing.PointF", "System.Drawing.Size", "System.Drawing.SizeF",
        "System.Drawing.Rectangle", "System.Drawing.RectangleF",
        "System.Numerics.Vector2", "System.Numerics.Vector3", "System.Numerics.Vector4", "System.Numerics.Quaternion",
    ];

    /// <summary>Travel when their type arguments do.</summary>
    public static readonly HashSet<string> Sequences =
    [
        .. In("System.Collections.Generic", "List`1", "HashSet`1", "SortedSet`1", "Queue`1", "LinkedList`1", "KeyValuePair`2",
            "IEnumerable`1", "ICollection`1", "IList`1", "IReadOnlyCollection`1", "IReadOnlyList`1", "ISet`1"),
        .. In("System.Collections.ObjectModel", "Collection`1", "ObservableCollection`1"),
        .. In("System.Collections.Concurrent", "ConcurrentQueue`1"),
        .. In("System.Collections.Immutable", "ImmutableArray`1", "ImmutableList`1", "ImmutableHashSet`1", "ImmutableSortedSet`1",
            "ImmutableQueue`1", "IImmutableList`1", "IImmutableSet`1", "IImmutableQueue`1"),
        .. In("System", "Memory`1", "ReadOnlyMemory`1"),
        .. Enumerable.Range(1, 7).Select(count => "System.Tuple`" + count),
    ];

    /// <summary>Travel when their values do and their keys can be property names.</summary>
    public static readonly HashSet<string> Dictionaries =
    [
        .. In("System.Collections.Generic", "Dictionary`2", "SortedDictionary`2", "SortedList`2", "IDictionary`2", "IReadOnlyDictionary`2"),
        .. In("System.Collections.Concurrent", "ConcurrentDictionary`2"),
        .. In("System.Collections.Immutable", "ImmutableDictionary`2", "ImmutableSortedDictionary`2", "IImmutableDictionary`2"),
    ];

    /// <summary>Scalars that System.Text.Json cannot write as property names.</summary>
    public static readonly HashSet<string> NotKeys =
    [
        .. Scalars.Where(name => name.StartsWith("System.Text.", System.StringComparison.Ordinal)
            || name.StartsWith("System.Drawing.", System.StringComparison.Ordinal)
            || name.StartsWith("System.Numerics.", System.StringComparison.Ordinal)),
    ];

    /// <summary>Objects in memory that several processes see: they travel as what they are. What a type argument of theirs must
    /// be is said where it is written, by <see cref="ContractRules.FindItemProblem"/>.</summary>
    public static readonly HashSet<string> Shared =
    [
        .. In("ProcessIsolate", "ProcessQueue`1", "ProcessPipe`1", "ProcessPipe`2", "Shared`1", "SharedArray`1", "ProcessLock", "ProcessSemaphore",
            "ProcessEvent", "ProcessBarrier", "ProcessCondition", "ProcessCountdown"),
    ];

    /// <summary>Results that would be computed after the call has returned.</summary>
    public static readonly HashSet<string> Lazy =
    [
        .. In("System.Collections.Generic", "IEnumerator`1", "IAsyncEnumerable`1", "IAsyncEnumerator`1"),
        .. In("System.Collections", "IEnumerator"),
        .. In("System.Linq", "IQueryable", "IQueryable`1", "IOrderedQueryable", "IOrderedQueryable`1", "IOrderedEnumerable`1",
            "IGrouping`2", "ILookup`2"),
    ];

    /// <summary>Why a type of the base library, or one derived from it, does not travel.</summary>
    public static readonly Dictionary<string, string> Refusals = new()
    {
        ["System.Delegate"] = "a delegate refers to code and objects of one process",
        ["System.Exception"] = "an exception does not survive serialization; throw it instead",
        ["System.IO.Stream"] = "a stream belongs to one process",
        ["System.Threading.Tasks.Task"] = "a task belongs to one process; await it first",
        ["System.Threading.Tasks.ValueTask"] = "a task belongs to one process; await it first",
        ["System.Threading.Tasks.ValueTask`1"] = "a task belongs to one process; await it first",
        ["System.Reflection.MemberInfo"] = "reflection objects belong to one process; pass a name instead",
        ["System.Linq.Expressions.Expression"] = "an expression tree refers to code of one process",
        ["System.Runtime.InteropServices.SafeHandle"] = "a handle is valid in one process only",
        ["System.Threading.Thread"] = "a thread belongs to one process",
        ["System.Threading.CancellationTokenSource"] = "a cancellation source belongs to one process; pass its token",
        ["System.Threading.CancellationToken"] = "a cancellation token travels only as a parameter of its own",
        ["System.IProgress`1"] = "a progress sink refers to an object of one process",
        ["System.Collections.Generic.IAsyncEnumerable`1"] = "an asynchronous sequence is computed in one process",
        ["System.Numerics.BigInteger"] = "System.Text.Json loses its value; pass it as text or bytes",
        ["System.Numerics.Complex"] = "System.Text.Json loses its value; pass real and imaginary part",
        ["System.Collections.Generic.Stack`1"] = "System.Text.Json reverses its order; pass an array",
        ["System.Collections.Concurrent.ConcurrentStack`1"] = "System.Text.Json reverses its order; pass an array",
        ["System.Collections.Concurrent.ConcurrentBag`1"] = "System.Text.Json changes its order; pass an array",
        ["System.Collections.Immutable.ImmutableStack`1"] = "System.Text.Json reverses its order; pass an array",
        ["System.Collections.Immutable.IImmutableStack`1"] = "System.Text.Json reverses its order; pass an array",
        ["System.Security.SecureString"] = "a secure string must not leave its process",
    };

    private static IEnumerable<string> In(string space, params string[] names) => names.Select(name => space + "." + name);
}
