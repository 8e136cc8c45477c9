using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Rpc;
using ProcessIsolate.Values.Tests.Describing;
using ProcessIsolate.Values.Tests.Hostile;
using ProcessIsolate.Values.Tests.Table;

namespace ProcessIsolate.Values.Tests.Engine;

/// <summary>Each value of the table in an argument that is given back: what is done to the copy is done to the original, in place, and an
/// answer that is none does nothing.</summary>
[TestClass]
public sealed class ReturningTests
{
    private const int Rounds = 25;
    private const int LargestBlock = 4096;

    // They cannot be filled anew.
    private static readonly string[] NotGivenBack =
    [
        "System.Text.Json.Nodes.JsonObject", "System.Text.Json.Nodes.JsonNode", "System.Xml.Linq.XElement", "System.Xml.Linq.XDocument",
    ];

    private static IEnumerable<object[]> Types =>
        AllRows.Rows.Where(static row => row.Refusal is null).Select(static row => row.Name).Distinct().Select(static name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Types))]
    public void Changes_ComeBack(string type) => Visit(type, findings => new Changing(findings));

    [TestMethod]
    [DynamicData(nameof(Types))]
    public void ChangedAnswer_DoesNothingOrIsOne(string type) => Visit(type, findings => new Attack(findings));

    [TestMethod]
    public void AnswerThatGivesBackWhatItDidNotGetIsRefused()
    {
        int[] array = [1, 2];
        SentObjects sent = Returner.Send(array, out _);
        byte[] another = Returner.Answer(new SentObjects([new int[] { 1, 2, 3 }], 1));
        Assert.ThrowsExactly<InvalidMessageException>(() => Returner.Read(sent, another));
        byte[] tooMany = Returner.Answer(new SentObjects([new int[2], new int[2]], 2));
        Assert.ThrowsExactly<InvalidMessageException>(() => Returner.Read(sent, tooMany));
        Assert.AreEqual("1,2", string.Join(",", array));
    }

    /// <summary>Programs share boxes of common values: the answer of one call must not change what others see.</summary>
    [TestMethod]
    public void BoxesAreNotFilledAnew()
    {
        object number = 1;
        object counter = default(Counter);
        object[] array = [number, counter];
        SentObjects sent = Returner.Send(array, out byte[] block);
        object[] copy = Returner.Receive<object[]>(block, out SentObjects received);
        Unsafe.Unbox<int>(copy[0]) = 7;
        ((ICounter)copy[1]).Increment();
        Returner.Read(sent, Returner.Answer(received));
        Assert.AreEqual(1, (int)number);
        Assert.AreEqual(0, ((ICounter)counter).Count);
        Assert.AreEqual(1, array[0]);
        Assert.AreEqual(1, ((ICounter)array[1]).Count);
    }

    private interface ICounter
    {
        int Count { get; }

        void Increment();
    }

    private struct Counter : ICounter
    {
        public int Count { get; private set; }

        public void Increment() => Count++;
    }

    private static void Visit(string type, Func<Findings, IRowVisitor> make)
    {
        Findings findings = new();
        foreach (Row row in AllRows.Rows.Where(row => row.Name == type && row.Refusal is null))
        {
            row.Accept(make(findings));
        }

        findings.AssertNone();
    }

    /// <summary>A value that can be given back; null where it is refused.</summary>
    private static byte[]? TrySend<T>(T[] value, out SentObjects sent, out T[] copy, out SentObjects received)
    {
        try
        {
            sent = Returner.Send(value, out byte[] block);
            copy = Returner.Receive<T[]>(block, out received);
            return block;
        }
        catch (CannotCrossException exception) when (exception.Message.Contains("filled anew", StringComparison.Ordinal))
        {
            (sent, copy, received) = (null!, null!, null!);
            return null;
        }
    }

    private sealed class Changing(Findings findings) : IRowVisitor
    {
        public void Visit<T>(Row<T> row)
        {
            for (int i = 0; i < row.Count; i++)
            {
                int index = i;
                findings.Case($"value {i}", () =>
                {
                    T[] original = [row.Value(index), row.Value(0), default!];
                    T[] expected = [row.Value(index), row.Value(0), default!];
                    if (TrySend(original, out SentObjects sent, out T[] copy, out SentObjects received) is null)
                    {
                        Assert.Contains(row.Name, NotGivenBack);
                        return;
                    }

                    T first = original[0];
                    Change(expected);
                    Change(copy);
                    Returner.Read(sent, Returner.Answer(received));
                    Findings.AssertSame(Describer.Describe(expected), Describer.Describe(original), "what came back");
                    Assert.IsTrue(first is ValueType or string || ReferenceEquals(first, original[1]), "the same object");
                });
            }
        }

        private static void Change<T>(T[] array) => (array[0], array[1], array[2]) = (array[1], array[0], array[0]);
    }

    private sealed class Attack(Findings findings) : IRowVisitor
    {
        private static readonly byte[] Foreign = new GraphCopier().Write<object>(new object?[] { "text", 1, new List<object?> { null, 2.5 }, new[] { 1L, 2 } });

        public void Visit<T>(Row<T> row)
        {
            T[] sample = [row.Value(0)];
            if (TrySend(sample, out _, out _, out SentObjects received) is null || Returner.Answer(received) is not { Length: <= LargestBlock } answer)
            {
                return;
            }

            Mutator mutator = new(1);
            for (int round = 0; round < Rounds; round++)
            {
                byte[] changed = mutator.Change(answer, Foreign);
                int number = round;
                findings.Case($"round {number}, block {Convert.ToHexString(changed)}", () => Read(row, changed));
            }
        }

        private static void Read<T>(Row<T> row, byte[] changed)
        {
            T[] original = [row.Value(0)];
            string before = Describer.Describe(original);
            SentObjects sent = Returner.Send(original, out _);
            try
            {
                Returner.Read(sent, changed);
            }
            catch (Exception exception) when (exception is InvalidMessageException or TimeoutException)
            {
                Findings.AssertSame(before, Describer.Describe(original), "the caller's object");
            }
        }
    }
}
