using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Analyzers.Tests.Harness;

namespace ProcessIsolate.Analyzers.Tests.Boundary;

/// <summary>PISO301: values that each process makes for itself.</summary>
[TestClass]
public sealed class OwnValueTests
{
    private static readonly Setup Library = Setup.Default.Comparing("PISO301");

    [TestMethod]
    [DataRow("static readonly Guid Id = Guid.NewGuid(); [RunInProcess] internal static Guid F() => {|PISO301:Id|};", DisplayName = "identity")]
    [DataRow("static readonly string Id = Guid.NewGuid().ToString(\"N\"); [RunInProcess] internal static string F() => {|PISO301:Id|};", DisplayName = "text of an identity")]
    [DataRow("static readonly string Folder = Path.Combine(\"x\", Path.GetRandomFileName()); [RunInProcess] internal static string F() => {|PISO301:Folder|};", DisplayName = "folder")]
    [DataRow("static readonly DateTime Started = DateTime.UtcNow; [RunInProcess] internal static DateTime F() => {|PISO301:Started|};", DisplayName = "time")]
    [DataRow("static DateTimeOffset Started { get; } = DateTimeOffset.Now; [RunInProcess] internal static long F() => {|PISO301:Started|}.Ticks;", DisplayName = "property")]
    [DataRow("static readonly long Started = Environment.TickCount64; [RunInProcess] internal static long F() => {|PISO301:Started|};", DisplayName = "ticks")]
    [DataRow("static int Salt = Random.Shared.Next(); [RunInProcess] internal static int F() => {|PISO301:Salt|};", DisplayName = "number drawn")]
    [DataRow("static readonly int Salt = new Random().Next(7); [RunInProcess] internal static int F() => {|PISO301:Salt|};", DisplayName = "number drawn without a seed")]
    [DataRow("static readonly byte[] Key = System.Security.Cryptography.RandomNumberGenerator.GetBytes(16); [RunInProcess] internal static byte F() => {|PISO301:Key|}[0];", DisplayName = "key")]
    [DataRow("static readonly int Code = \"x\".GetHashCode(); [RunInProcess] internal static int F() => {|PISO301:Code|};", DisplayName = "hash code")]
    [DataRow("static readonly Lazy<Guid> Id = new(() => Guid.NewGuid()); [RunInProcess] internal static Guid F() => {|PISO301:Id|}.Value;", DisplayName = "lazy identity")]
    [DataRow("static readonly Lazy<Guid> Id = new(Guid.NewGuid); [RunInProcess] internal static Guid F() => {|PISO301:Id|}.Value;", DisplayName = "lazy identity by its method")]
    [DataRow("static readonly Guid Id; static C() { Id = Guid.NewGuid(); } [RunInProcess] internal static Guid F() => {|PISO301:Id|};", DisplayName = "in the static constructor")]
    [DataRow("static Guid? id; [RunInProcess] internal static Guid F() => {|PISO301:id|} ??= Guid.NewGuid();", DisplayName = "made when first wanted")]
    [DataRow("static string? id; [RunInProcess] internal static string F() { if ({|PISO301:id|} is null) { id = Guid.NewGuid().ToString(); } return id; }", DisplayName = "made when null")]
    public void WhatEachProcessMakesOtherwiseIsReported(string members) => Analysis.Verify("class C { " + members + " }", Library);

    [TestMethod]
    [DataRow("static readonly Func<Guid> New = () => Guid.NewGuid(); [RunInProcess] internal static Guid F() => New();", DisplayName = "function")]
    [DataRow("static readonly Guid Id = new(\"6f9619ff-8b86-d011-b42d-00c04fc964ff\"); [RunInProcess] internal static Guid F() => Id;", DisplayName = "constant identity")]
    [DataRow("static readonly DateTime Epoch = new(1970, 1, 1); [RunInProcess] internal static DateTime F() => Epoch;", DisplayName = "constant time")]
    [DataRow("static readonly int Salt = new Random(7).Next(); [RunInProcess] internal static int F() => Salt;", DisplayName = "number drawn with a seed")]
    [DataRow("static readonly System.Diagnostics.Stopwatch Clock = System.Diagnostics.Stopwatch.StartNew(); [RunInProcess] internal static long F() { long a = Clock.ElapsedTicks; return Clock.ElapsedTicks - a; }", DisplayName = "clock")]
    [DataRow("static readonly string Name = nameof(Guid.NewGuid); [RunInProcess] internal static string F() => Name;", DisplayName = "name only")]
    [DataRow("static Guid id; [WorkerInitializer] internal static void Init() => id = Guid.Empty; [RunInProcess] internal static Guid F() => id;", DisplayName = "set up by the worker initializer")]
    [DataRow("[System.Diagnostics.CodeAnalysis.SuppressMessage(\"ProcessIsolate\", \"PISO301:x\", Justification = \"each its own\")] static readonly Guid Id = Guid.NewGuid(); [RunInProcess] internal static Guid F() => Id;", DisplayName = "silenced at the state")]
    [DataRow("static readonly Guid Id = Guid.NewGuid(); [RunInProcess] internal static Guid F() => Guid.NewGuid();", DisplayName = "not used")]
    [DataRow("static readonly Lazy<int[]> Table = new(() => [1]); [RunInProcess] internal static int F() => Table.Value[0];", DisplayName = "lazy table")]
    [DataRow("static readonly Dictionary<string, Func<DateTime>> Makers = new() { [\"now\"] = () => DateTime.Now }; [RunInProcess] internal static DateTime F() => Makers[\"now\"]();", DisplayName = "functions in a table")]
    public void WhatEachProcessMakesAlikeIsSilent(string members) => Analysis.Verify("class C { " + members + " }", Library);

    [TestMethod]
    public void SourceOfAnOwnValueIsNamed() => Assert.AreEqual(
        "'C.Id' is static, and each process has its own: each makes one by 'Guid.NewGuid'; make it in the host, and pass it",
        Analysis.Verify("class C { static readonly Guid Id = Guid.NewGuid(); [RunInProcess] internal static Guid F() => {|PISO301:Id|}; }", Library)[0]);
}
