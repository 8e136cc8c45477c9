using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Rpc;
using ProcessIsolate.Values.Tests.Describing;
using ProcessIsolate.Values.Tests.Engine;
using ProcessIsolate.Values.Tests.Table;

namespace ProcessIsolate.Values.Tests.Hostile;

/// <summary>Blocks of a peer that wants harm, made of honest ones by seeded changes: reading ends with a value or with the one exception, in
/// bounded memory and time.</summary>
/// <remarks>PROCESSISOLATE_FUZZ_ROUNDS=1000 makes a long run of it, PROCESSISOLATE_FUZZ_SEED another one.</remarks>
[TestClass]
public sealed class FuzzTests
{
    private const int UsualRounds = 25;
    private const int LargestBlock = 4096;

    // What a block of no size may take, and what each of its bytes may; with a margin for what the reader itself uses.
    private const long BaseMemory = 4L << 20;
    private const long MemoryPerByte = 400;

    private static readonly int Rounds = Variable("PROCESSISOLATE_FUZZ_ROUNDS", UsualRounds);
    private static readonly int Seed = Variable("PROCESSISOLATE_FUZZ_SEED", 1);
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static IEnumerable<object[]> Types =>
        AllRows.Rows.Where(static row => row.Refusal is null).Select(static row => row.Name).Distinct().Select(static name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Types))]
    public void ChangedBlock_IsAValueOrTheOneException(string type)
    {
        Findings findings = new();
        foreach (Row row in AllRows.Rows.Where(row => row.Name == type && row.Refusal is null))
        {
            row.Accept(new Attack(findings));
        }

        findings.AssertNone();
    }

    [TestMethod]
    public void ChangedBlocks_AreOftenValues()
    {
        // Else nothing behind the first check would have been tried.
        Mutator mutator = new(Seed);
        byte[] block = new GraphCopier().Write<int[]>([1, 2, 3, 4, 5, 6, 7, 8]);
        int values = 0;
        for (int i = 0; i < 100; i++)
        {
            try
            {
                new GraphReader(mutator.Change(block, block), GraphLimits.Default).Read<int[]>();
                values++;
            }
            catch (InvalidMessageException)
            {
                // The other half of them.
            }
        }

        Assert.IsInRange(20, 95, values);
    }

    private static int Variable(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value) ? value : usual;

    private sealed class Attack(Findings findings) : IRowVisitor
    {
        // Of another type: its parts stand where they do not belong.
        private static readonly byte[] Foreign = new GraphCopier().Write<object>(
            new object?[] { "text", 1, new List<object?> { null, 2.5 }, new Dictionary<string, int> { ["a"] = 1 }, new[] { 1L, 2 } });

        private readonly GraphCopier copier = new();

        public void Visit<T>(Row<T> row)
        {
            for (int i = 0; i < row.Count; i++)
            {
                int index = i;
                Blocks(() => row.Value(index), $"value {i}");
                Blocks(() => new Holder<T>(row.Value(index), 7), $"record of value {i}");
                Blocks<object?>(() => row.Value(index), $"object of value {i}");
            }
        }

        private void Blocks<T>(Func<T> make, string name)
        {
            byte[] block;
            try
            {
                block = copier.Write(make());
            }
            catch (CannotCrossException)
            {
                return;
            }

            if (block.Length > LargestBlock)
            {
                return;
            }

            Mutator mutator = new(Seed);
            for (int round = 0; round < Rounds; round++)
            {
                byte[] changed = mutator.Change(block, Foreign);
                int number = round;
                findings.Case(() => $"{name}, seed {Seed}, round {number}, block {Convert.ToHexString(changed)}", () => Read<T>(changed));
            }
        }

        private static void Read<T>(byte[] block)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            T value;
            try
            {
                GraphReader reader = new(
                    block, GraphLimits.Default with { Deadline = start + (long)(LongestRead.TotalSeconds * Stopwatch.Frequency) });
                value = reader.Read<T>();
                reader.ExpectEnd();
            }
            catch (Exception exception) when (exception is InvalidMessageException or TimeoutException)
            {
                return;
            }
            finally
            {
                long taken = GC.GetAllocatedBytesForCurrentThread() - before;
                Assert.IsLessThan(BaseMemory + (block.Length * MemoryPerByte), taken, "bytes of memory taken");
                Assert.IsLessThan(Patience, Stopwatch.GetElapsedTime(start), "time taken");
            }

            Use(value);
        }

        // Looks at all of it: an object that breaks what the runtime relies on would end the process here.
        private static void Use(object? value)
        {
            try
            {
                Describer.Describe(value);
            }
            catch (Exception exception) when (exception is not AssertFailedException)
            {
                // A value no program would make may well fail its own members; it must not do worse.
            }
        }
    }
}
