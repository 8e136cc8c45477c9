using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>The classes and structures of the base library whose values are copied, as the runtime's table has them.</summary>
internal static class CopiedTypes
{
    /// <summary>Why a type, or one derived from it, does not travel.</summary>
    public static readonly Dictionary<string, string> Refusals = new()
    {
        ["System.Delegate"] = "a delegate refers to code and objects of one process",
        ["System.AsyncCallback"] = "a delegate refers to code and objects of one process",
        ["System.IAsyncResult"] = "a task belongs to one process; await it first",
        ["System.IO.Stream"] = "a stream belongs to one process; declare a parameter of its own, or the whole result, as Stream",
        ["System.Threading.Tasks.Task"] = "a task belongs to one process; await it first",
        ["System.Threading.Tasks.ValueTask"] = "a task belongs to one process; await it first",
        ["System.Threading.Tasks.ValueTask`1"] = "a task belongs to one process; await it first",
        ["System.Linq.Expressions.Expression"] = "an expression tree refers to code of one process",
        ["System.Linq.IQueryable"] = "a query is computed in one process; pass a list",
        ["System.Linq.IQueryable`1"] = "a query is computed in one process; pass a list",
        ["System.Linq.IOrderedQueryable"] = "a query is computed in one process; pass a list",
        ["System.Linq.IOrderedQueryable`1"] = "a query is computed in one process; pass a list",
        ["System.Linq.IQueryProvider"] = "a query is computed in one process; pass a list",
        ["System.Linq.IOrderedEnumerable`1"] = "it is computed when it is read, in one process; pass a list",
        ["System.Linq.IGrouping`2"] = "it keeps to itself what it is made of; pass a list",
        ["System.Linq.ILookup`2"] = "it keeps to itself what it is made of; pass a dictionary",
        ["System.Runtime.InteropServices.SafeHandle"] = "a handle is valid in one process only",
        ["System.Runtime.InteropServices.GCHandle"] = "a handle is valid in one process only",
        ["System.Threading.Thread"] = "a thread belongs to one process",
        ["System.Threading.WaitHandle"] = "a wait handle belongs to one process",
        ["System.Threading.CancellationTokenSource"] = "a cancellation source belongs to one process; pass its token",
        ["System.Threading.CancellationToken"] = "a cancellation token travels only as a parameter of its own",
        ["System.IProgress`1"] = "a progress sink refers to an object of one process; pass it as a parameter of its own",
        ["System.Collections.Generic.IAsyncEnumerable`1"] = "an asynchronous sequence is computed in one process; make it a parameter of its own, or the whole result",
        ["System.Collections.Generic.IAsyncEnumerator`1"] = "an asynchronous sequence is computed in one process",
        ["System.Collections.Generic.IEnumerator`1"] = "an enumerator belongs to one process; pass a list",
        ["System.Collections.IEnumerator"] = "an enumerator belongs to one process; pass a list",
        ["System.Collections.IDictionaryEnumerator"] = "an enumerator belongs to one process; pass a list",
        ["System.Security.SecureString"] = "a secure string must not leave its process",
    };

    private static readonly HashSet<string> Names =
    [
        .. In("System", "Guid", "DateTime", "DateTimeOffset", "TimeSpan", "DateOnly", "TimeOnly", "Half", "Int128", "UInt128", "Index", "Range",
            "Uri", "Version", "Type", "Random", "Nullable`1", "Lazy`1", "Memory`1", "ReadOnlyMemory`1", "ArraySegment`1", "EventArgs", "DBNull",
            "TimeZoneInfo", "StringComparer", "Exception", "Attribute", "ValueType", "HashCode", "ValueTuple"),
        .. Enumerable.Range(1, 8).SelectMany(count => In("System", "Tuple`" + count, "ValueTuple`" + count)),
        .. In("System.Numerics", "BigInteger", "Complex", "Vector", "Vector`1", "Vector2", "Vector3", "Vector4", "Quaternion", "Plane", "Matrix3x2",
            "Matrix4x4"),
        .. In("System.Runtime.Intrinsics", "Vector64`1", "Vector128`1", "Vector256`1", "Vector512`1"),
        .. In("System.Drawing", "Point", "PointF", "Size", "SizeF", "Rectangle", "RectangleF", "Color"),
        .. In("System.Runtime.CompilerServices", "StrongBox`1"),
        .. In("System.Text", "StringBuilder", "Rune", "Encoding", "UTF8Encoding", "UnicodeEncoding", "UTF32Encoding", "ASCIIEncoding"),
        .. In("System.Text.RegularExpressions", "Regex"),
        .. In("System.Text.Json", "JsonElement", "JsonDocument"),
        .. In("System.Text.Json.Nodes", "JsonNode", "JsonObject", "JsonArray", "JsonValue"),
        .. In("System.Xml.Linq", "XElement", "XDocument", "XAttribute", "XName", "XNamespace", "XNode", "XObject", "XContainer"),
        .. In("System.Net", "IPAddress", "IPEndPoint", "DnsEndPoint", "EndPoint", "IPNetwork"),
        .. In("System.Globalization", "CultureInfo", "RegionInfo", "CompareInfo", "TextInfo", "NumberFormatInfo"),
        .. In("System.Threading", "Lock"),
        .. In("System.Collections", "ArrayList", "Hashtable", "Queue", "Stack", "BitArray", "SortedList", "Comparer", "DictionaryEntry", "CollectionBase", "ReadOnlyCollectionBase"),
        .. In("System.Collections.Specialized", "NameValueCollection", "StringCollection", "BitVector32"),
        .. In("System.Collections.Generic", "List`1", "Dictionary`2", "HashSet`1", "Queue`1", "Stack`1", "LinkedList`1", "SortedDictionary`2",
            "SortedList`2", "SortedSet`1", "PriorityQueue`2", "OrderedDictionary`2", "KeyValuePair`2", "EqualityComparer`1", "Comparer`1",
            "ReferenceEqualityComparer", "Dictionary`2+KeyCollection", "Dictionary`2+ValueCollection"),
        .. In("System.Collections.Concurrent", "ConcurrentDictionary`2", "ConcurrentQueue`1", "ConcurrentStack`1", "ConcurrentBag`1"),
        .. In("System.Collections.ObjectModel", "Collection`1", "ReadOnlyCollection`1", "ObservableCollection`1", "ReadOnlyObservableCollection`1",
            "KeyedCollection`2", "ReadOnlyDictionary`2", "ReadOnlySet`1", "ReadOnlyDictionary`2+KeyCollection", "ReadOnlyDictionary`2+ValueCollection"),
        .. In("System.Collections.Immutable", "ImmutableArray`1", "ImmutableList`1", "ImmutableQueue`1", "ImmutableStack`1", "ImmutableHashSet`1",
            "ImmutableSortedSet`1", "ImmutableDictionary`2", "ImmutableSortedDictionary`2"),
        .. In("System.Collections.Frozen", "FrozenSet`1", "FrozenDictionary`2"),
    ];

    private static readonly HashSet<string> Assemblies =
    [
        "mscorlib", "netstandard", "System", "System.Core", "System.Runtime", "System.Private.CoreLib", "System.Private.Uri", "System.Private.Xml",
        "System.Private.Xml.Linq", "System.Collections", "System.Collections.Concurrent", "System.Collections.Immutable",
        "System.Collections.NonGeneric", "System.Collections.Specialized", "System.ComponentModel", "System.ComponentModel.Primitives",
        "System.ComponentModel.TypeConverter", "System.Console", "System.Data.Common", "System.Diagnostics.Process", "System.Drawing.Primitives",
        "System.IO.Compression", "System.IO.Pipelines", "System.IO.Pipes", "System.Linq", "System.Linq.Expressions", "System.Linq.Queryable",
        "System.Memory", "System.Net.Http", "System.Net.Primitives", "System.Net.Sockets", "System.Numerics.Vectors", "System.ObjectModel",
        "System.Runtime.Extensions", "System.Runtime.InteropServices", "System.Runtime.Intrinsics", "System.Runtime.Numerics",
        "System.Security.Cryptography", "System.Text.Encoding.Extensions", "System.Text.Json", "System.Text.RegularExpressions", "System.Threading",
        "System.Threading.Channels", "System.Threading.Tasks", "System.Threading.Thread", "System.Xml.Linq", "System.Xml.ReaderWriter",
        "System.Xml.XDocument",
    ];

    /// <summary>Whether the runtime's table has the type, or it is an exception.</summary>
    public static bool Contains(INamedTypeSymbol type) =>
        Names.Contains(SymbolNames.Metadata(type)) || SymbolNames.DerivesFrom(type, KnownNames.Exception);

    /// <summary>Whether an assembly of that name is part of the shared framework, not a package.</summary>
    public static bool IsOfBaseLibrary(string assembly) => Assemblies.Contains(assembly);

    private static IEnumerable<string> In(string space, params string[] names) => names.Select(name => space + "." + name);
}
