using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Values;

/// <summary>Values arrive as they were sent; what cannot is refused, by name, and costs only its own call.</summary>
[TestClass]
public sealed class FidelityTests
{
    private static readonly string[] OneName = ["A"];

    [TestMethod]
    public void SubclassBehindBase_AsArgument() => Assert.AreEqual("Dog rex 2", Fidelity.Describe(new Dog { Name = "rex", Tricks = 2 }));

    [TestMethod]
    public void SubclassBehindBase_AsResult() => Assert.IsInstanceOfType<Dog>(Fidelity.MakeDog());

    [TestMethod]
    public void SubclassBehindBase_InAList() => Assert.AreEqual(2, Fidelity.Count([new Animal(), new Dog()]));

    [TestMethod]
    public void BaseItself_Crosses() => Assert.AreEqual("rex", Fidelity.Name(new Animal { Name = "rex" }));

    [TestMethod]
    public void Comparer_OfADictionary() =>
        Assert.IsTrue(Fidelity.Look(new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["A"] = 1 }));

    [TestMethod]
    public void Comparer_BehindAnInterface() =>
        Assert.IsTrue(Fidelity.LookBehindInterface(new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["A"] = 1 }));

    [TestMethod]
    public void Comparer_OfAConcurrentDictionary() =>
        Assert.IsTrue(Fidelity.LookConcurrent(new ConcurrentDictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["A"] = 1 }));

    [TestMethod]
    public void Comparer_OfAnImmutableDictionary() =>
        Assert.IsTrue(Fidelity.LookImmutable(ImmutableDictionary.Create<string, int>(StringComparer.OrdinalIgnoreCase).Add("A", 1)));

    [TestMethod]
    public void Comparer_OfASet() => Assert.IsTrue(Fidelity.Has(new HashSet<string>(OneName, StringComparer.OrdinalIgnoreCase)));

    [TestMethod]
    public void Comparer_AsResult() => Assert.AreSame(StringComparer.OrdinalIgnoreCase, Fidelity.MakeIgnoringCase().Comparer);

    [TestMethod]
    public void Comparer_OfASubclass() => Assert.IsTrue(Fidelity.LookOwn(new Ledger { ["A"] = 1 }));

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
    public void GetOnlyMember() => Assert.IsTrue(Fidelity.Weigh(new Lost()));

    [TestMethod]
    public void Cycle()
    {
        Animal animal = new() { Name = "a" };
        animal.Friend = animal;
        Assert.IsTrue(Fidelity.IsItsOwnFriend(animal));
    }

    [TestMethod]
    public void ObjectMetTwice_ArrivesAsOne()
    {
        Animal friend = new() { Name = "f" };
        Assert.IsTrue(Fidelity.ShareAFriend([new() { Name = "a", Friend = friend }, new() { Name = "b", Friend = friend }]));
    }

    [TestMethod]
    public void PrivateField_Crosses()
    {
        Meter meter = new() { Shown = 1 };
        meter.Count();
        Assert.AreEqual(2, meter.Total());
        Assert.AreEqual(2, Fidelity.Total(meter));
    }

    [TestMethod]
    public void Argument_ThatCannotBeWritten_NamesThePath() => Refused("Crate.Load.Handler", static () => Fidelity.Unload(new Crate { Load = new Stubborn() }));

    [TestMethod]
    public void Result_ThatCannotBeWritten_NamesThePath() => Refused("Crate.Load.Handler", static () => Fidelity.LoadStubborn());

    [TestMethod]
    public void KeyWithLoneSurrogate() => Assert.AreEqual("\uD800", Fidelity.FirstKey(new Dictionary<string, int> { ["\uD800"] = 1 }));

    [TestMethod]
    public void ConverterOfTheUser_DoesNotRun() => Assert.AreEqual(3, Fidelity.Read(new Converted()));

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
    public Action? Handler { get; set; } = Console.WriteLine;
}

internal sealed class Converted
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
    public static string Describe(Animal animal) => animal.GetType().Name + " " + animal.Name + " " + (animal as Dog)?.Tricks;

    [RunInProcess]
    public static bool IsItsOwnFriend(Animal animal) => ReferenceEquals(animal.Friend, animal);

    [RunInProcess]
    public static string FirstKey(Dictionary<string, int> map) => map.Keys.First();

    [RunInProcess]
    public static int Read(Converted value) => value.Value;

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
