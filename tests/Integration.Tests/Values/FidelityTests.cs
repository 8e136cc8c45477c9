using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

// The rules warn of just what these tests send on purpose.
#pragma warning disable PISO108

namespace ProcessIsolate.Integration.Tests.Values;

/// <summary>What would arrive changed is refused, by name, and costs only its own call.</summary>
[TestClass]
public sealed class FidelityTests
{
    private static readonly string[] OneName = ["A"];

    [TestMethod]
    public void SubclassBehindBase_AsArgument() =>
        Refused(nameof(Dog), static () => Fidelity.Name(new Dog { Name = "rex", Tricks = 2 }));

    [TestMethod]
    public void SubclassBehindBase_AsResult() => Refused(nameof(Dog), static () => Fidelity.MakeDog());

    [TestMethod]
    public void SubclassBehindBase_InAList() =>
        Refused(nameof(Dog), static () => Fidelity.Count([new Animal(), new Dog()]));

    [TestMethod]
    public void BaseItself_Crosses() => Assert.AreEqual("rex", Fidelity.Name(new Animal { Name = "rex" }));

    [TestMethod]
    public void Comparer_OfADictionary() =>
        Refused("comparer", static () => Fidelity.Look(new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["A"] = 1 }));

    [TestMethod]
    public void Comparer_BehindAnInterface() =>
        Refused("comparer", static () => Fidelity.LookBehindInterface(new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["A"] = 1 }));

    [TestMethod]
    public void Comparer_OfAConcurrentDictionary() =>
        Refused("comparer", static () => Fidelity.LookConcurrent(new ConcurrentDictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["A"] = 1 }));

    [TestMethod]
    public void Comparer_OfAnImmutableDictionary() =>
        Refused("comparer", static () => Fidelity.LookImmutable(ImmutableDictionary.Create<string, int>(StringComparer.OrdinalIgnoreCase).Add("A", 1)));

    [TestMethod]
    public void Comparer_OfASet() => Refused("comparer", static () => Fidelity.Has(new HashSet<string>(OneName, StringComparer.OrdinalIgnoreCase)));

    [TestMethod]
    public void Comparer_AsResult() => Refused("comparer", static () => Fidelity.MakeIgnoringCase());

    [TestMethod]
    public void Comparer_OfASubclass() => Refused("comparer", static () => Fidelity.LookOwn(new Ledger { ["A"] = 1 }));

    [TestMethod]
    public void DefaultComparers_Cross()
    {
        Assert.IsTrue(Fidelity.Look(new Dictionary<string, int> { ["a"] = 1 }));
        Assert.IsTrue(Fidelity.LookBehindInterface(new Dictionary<string, int> { ["a"] = 1 }));
        Assert.IsTrue(Fidelity.LookConcurrent(new ConcurrentDictionary<string, int> { ["a"] = 1 }));
        Assert.IsTrue(Fidelity.LookImmutable(ImmutableDictionary<string, int>.Empty.Add("a", 1)));
        Assert.IsTrue(Fidelity.Has(["a"]));
        Assert.IsTrue(Fidelity.Look(new Dictionary<string, int>(StringComparer.Ordinal) { ["a"] = 1 }));
    }

    [TestMethod]
    public void GetOnlyMember_ThatWouldBeLost() => Refused(nameof(Lost.Mass), static () => Fidelity.Weigh(new Lost()));

    [TestMethod]
    public void Cycle()
    {
        Animal animal = new() { Name = "a" };
        animal.Friend = animal;
        Refused("$.Friend.Friend", () => Fidelity.Name(animal));
    }

    // The two losses that nothing refuses when the call runs: PISO108 names them at build time.
    [TestMethod]
    public void ObjectMetTwice_ArrivesAsTwo()
    {
        Animal friend = new() { Name = "f" };
        Assert.IsFalse(Fidelity.ShareAFriend([new() { Name = "a", Friend = friend }, new() { Name = "b", Friend = friend }]));
    }

    [TestMethod]
    public void PrivateField_StaysBehind()
    {
        Meter meter = new() { Shown = 1 };
        meter.Count();
        Assert.AreEqual(2, meter.Total());
        Assert.AreEqual(1, Fidelity.Total(meter));
    }

    [TestMethod]
    public void Argument_ThatCannotBeWritten_NamesThePath() => Refused("$.Load.Value", static () => Fidelity.Unload(new Crate { Load = new Stubborn() }));

    [TestMethod]
    public void Result_ThatCannotBeWritten_NamesThePath() => Refused("$.Load.Value", static () => Fidelity.LoadStubborn());

    [TestMethod]
    public void KeyWithLoneSurrogate() =>
        Refused("surrogate", static () => Fidelity.Look(new Dictionary<string, int> { ["\uD800"] = 1 }));

    // Each case on one worker, which must be the same one before and after.
    private static void Refused(string named, Action call)
    {
        using ProcessPool pool = TestPools.Single();
        using IDisposable scope = pool.Use();
        int worker = Common.ProcessId();
        Exception error = Assert.Throws<Exception>(call);
        StringAssert.Contains(error.Message, named);
        Assert.IsNotInstanceOfType<WorkerCrashedException>(error);
        Assert.AreEqual(worker, Common.ProcessId(), "The worker must have stayed.");
        Assert.AreNotEqual(Environment.ProcessId, worker);
    }
}

internal class Animal
{
    public string? Name { get; set; }

    public Animal? Friend { get; set; }
}

internal sealed class Dog : Animal
{
    public int Tricks { get; set; }
}

internal sealed class Crate
{
    public Stubborn? Load { get; set; }
}

internal sealed class Stubborn
{
    [JsonConverter(typeof(RefusingConverter))]
    public int Value { get; set; } = 3;
}

internal sealed class RefusingConverter : JsonConverter<int>
{
    public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetInt32();

    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) =>
        throw new NotSupportedException("This number stays here.");
}

[JsonDerivedType(typeof(Lost), "lost")]
internal abstract class Weight;

internal sealed class Lost : Weight
{
    public int Mass { get; } = 3;
}

internal sealed class Ledger() : Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);

internal sealed class Meter
{
    private int counted;

    public int Shown { get; set; }

    public void Count() => counted++;

    public int Total() => Shown + counted;
}

internal static class Fidelity
{
    [RunInProcess]
    public static string? Name(Animal animal) => animal.Name;

    [RunInProcess]
    public static bool ShareAFriend(Animal[] animals) => ReferenceEquals(animals[0].Friend, animals[1].Friend);

    [RunInProcess]
    public static int Total(Meter meter) => meter.Total();

    [RunInProcess]
    public static Animal MakeDog() => new Dog();

    [RunInProcess]
    public static int Count(List<Animal> animals) => animals.Count;

    [RunInProcess]
    public static bool Look(Dictionary<string, int> map) => map.ContainsKey("a");

    [RunInProcess]
    public static bool LookBehindInterface(IDictionary<string, int> map) => map.ContainsKey("a");

    [RunInProcess]
    public static bool LookConcurrent(ConcurrentDictionary<string, int> map) => map.ContainsKey("a");

    [RunInProcess]
    public static bool LookImmutable(ImmutableDictionary<string, int> map) => map.ContainsKey("a");

    [RunInProcess]
    public static bool LookOwn(Ledger map) => map.ContainsKey("a");

    [RunInProcess]
    public static bool Has(HashSet<string> set) => set.Contains("a");

    [RunInProcess]
    public static Dictionary<string, int> MakeIgnoringCase() => new(StringComparer.OrdinalIgnoreCase);

    [RunInProcess]
    public static bool Weigh(Weight weight) => weight is Lost;

    [RunInProcess]
    public static bool Unload(Crate crate) => crate.Load is null;

    [RunInProcess]
    public static Crate LoadStubborn() => new() { Load = new Stubborn() };
}
