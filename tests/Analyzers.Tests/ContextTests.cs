using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Analyzers.Tests.Harness;

namespace ProcessIsolate.Analyzers.Tests;

/// <summary>Types that an app without reflection could not write.</summary>
[TestClass]
public sealed class ContextTests
{
    private const string Jobs = """
        record Order(List<Line> Lines);
        record Line(int Count);
        class Jobs
        {
            [RunInProcess] internal static {|PISO401:Task<Line>|} F({|PISO401:Order|} order, int count, string name, CancellationToken token) => null!;
        }
        """;

    private static readonly Setup Trimmed = Setup.Default.With("PublishTrimmed", "true");

    [TestMethod]
    [DataRow("PublishAot")]
    [DataRow("PublishTrimmed")]
    [DataRow("IsAotCompatible")]
    public void TypesWithoutContextAreReported(string property) => Analysis.Verify(Jobs, Setup.Default.With(property, "True"));

    [TestMethod]
    [DataRow("PublishSingleFile", "true")]
    [DataRow("PublishAot", "false")]
    [DataRow("PublishAot", "true", "JsonSerializerIsReflectionEnabledByDefault", "true")]
    [DataRow("PublishAot", "true", "FileBasedProgram", "true")]
    public void WhereReflectionStaysNothingIsReported(string property, string value, string? other = null, string otherValue = "")
    {
        var setup = Setup.Default.With(property, value);
        Analysis.Verify(Unmarked(Jobs), other is null ? setup : setup.With(other, otherValue));
    }

    [TestMethod]
    public void OfChannelsOnlyItemsThatTravelAsJsonNeedAContext() => Analysis.Verify(
        """
        record Item(int Number);
        class Jobs
        {
            [RunInProcess] internal static ProcessQueue<long> F(ProcessQueue<int> numbers, ProcessPipe<string, byte[]> texts, ProcessLock gate) => null!;
            [RunInProcess] internal static void G({|PISO401:ProcessQueue<Item>|} items, {|PISO401:ProcessQueue<ProcessPipe<Item>>|} pipes) { }
        }
        """,
        Trimmed);

    [TestMethod]
    public void FileThatIsPublishedIsAnApp() =>
        Analysis.Verify(Jobs, Setup.Default.With("PublishAot", "true").With("FileBasedProgram", "true").With("_IsPublishing", "true"));

    [TestMethod]
    public void WhatAContextReachesIsKnown() => Analysis.Verify(
        """
        using System.Text.Json.Serialization;
        [assembly: RunInProcessJsonContext(typeof(Context))]

        """ + Unmarked(Jobs) + """

        [JsonSerializable(typeof(Order))]
        partial class Context : JsonSerializerContext { }
        """,
        Trimmed);

    [TestMethod]
    public void CallOfAMethodOfElsewhereUsesTheContextsOfTheCaller() => Analysis.Verify(
        """
        [assembly: RunInProcess(typeof(Path), "Join")]
        class C { string F(string[] parts) => {|PISO401:Path.Join(parts)|} + Path.Join("a", "b"); }
        """,
        Trimmed);

    [TestMethod]
    public void ContextIsMadeForAllTypesAtOnce() => Fixing.FixAll(
        """
        using System.Collections.Generic;
        using System.Threading.Tasks;
        using ProcessIsolate;

        namespace Shop;

        record Order(List<Line> Lines);
        record Line(int Count);
        class Jobs
        {
            [RunInProcess] internal static {|PISO401:Task<Line>|} F({|PISO401:Order?|} order, {|PISO401:List<Line>|} lines) => null!;
        }
        """,
        """
        using System.Collections.Generic;
        using System.Threading.Tasks;
        using ProcessIsolate;

        namespace Shop;

        record Order(List<Line> Lines);
        record Line(int Count);
        class Jobs
        {
            [RunInProcess] internal static Task<Line> F(Order? order, List<Line> lines) => null!;
        }
        === IsolatedCallsContext.cs
        using System.Collections.Generic;
        using System.Text.Json.Serialization;
        using ProcessIsolate;
        using Shop;

        [assembly: RunInProcessJsonContext(typeof(IsolatedCallsContext))]

        [JsonSerializable(typeof(Line))]
        [JsonSerializable(typeof(Order))]
        [JsonSerializable(typeof(List<Line>))]
        internal sealed partial class IsolatedCallsContext : JsonSerializerContext
        {
        }

        """,
        setup: Trimmed with { HasGlobalUsings = false });

    [TestMethod]
    public void ContextThatIsThereGrows() => Fixing.Fix(
        """
        record Order(int Count);
        class Jobs
        {
            [RunInProcess] internal static void F({|PISO401:Order|} order) { }
        }
        === Context.cs
        using System.Text.Json.Serialization;
        using ProcessIsolate;

        [assembly: RunInProcessJsonContext(typeof(Context))]

        /// <summary>Kept.</summary>
        [JsonSerializable(typeof(int[]))]
        internal partial class Context : JsonSerializerContext;
        """,
        """
        record Order(int Count);
        class Jobs
        {
            [RunInProcess] internal static void F(Order order) { }
        }
        === Context.cs
        using System.Text.Json.Serialization;
        using ProcessIsolate;

        [assembly: RunInProcessJsonContext(typeof(Context))]

        /// <summary>Kept.</summary>
        [JsonSerializable(typeof(int[]))]
        [JsonSerializable(typeof(Order))]
        internal partial class Context : JsonSerializerContext;
        """,
        setup: Trimmed);

    private static string Unmarked(string markup) => Markup.Parse(markup).Files[0].Text;
}
