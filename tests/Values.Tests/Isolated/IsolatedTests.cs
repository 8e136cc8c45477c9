using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Values.Tests.Describing;
using ProcessIsolate.Values.Tests.Engine;
using ProcessIsolate.Values.Tests.Table;

namespace ProcessIsolate.Values.Tests.Isolated;

/// <summary>Each value in each position, the method once run in process and once isolated: the worker saw the same, and the caller gets the
/// same.</summary>
[TestClass]
public sealed class IsolatedTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly Lazy<ProcessPool> Pool = new(static () => new ProcessPool(2));

    private static IEnumerable<object[]> Types =>
        AllRows.Rows.Where(static row => row.Refusal is null).Select(static row => row.Name).Distinct().Select(static name => new object[] { name });

    [ClassCleanup]
    public static void Stop()
    {
        if (Pool.IsValueCreated)
        {
            Pool.Value.Dispose();
        }
    }

    [TestMethod]
    [DynamicData(nameof(Types))]
    public void Isolated_IsAsInProcess(string type)
    {
        Findings findings = new();
        foreach (Row row in AllRows.Rows.Where(row => row.Name == type && row.Refusal is null))
        {
            row.Accept(new Calling(findings));
        }

        findings.AssertNone();
    }

    private sealed class Calling(Findings findings) : IRowVisitor
    {
        public void Visit<T>(Row<T> row)
        {
            Methods<T> methods = Methods<T>.Known;
            for (int i = 0; i < row.Count; i++)
            {
                int index = i;
                if (methods.Echo is { } echo)
                {
                    Case("argument and result", () => Same(echo(row.Value(index)), Pool.Value.Run(echo, row.Value(index))));
                    Case("map", () => Mapped(echo, [row.Value(index), row.Value(0)]));
                }

                Case("queue", () => Same(row.Value(index), ThroughQueue(row.Value(index))));
                Case("pipe", () => Same(row.Value(index), ThroughPipe(row.Value(index))));
                Case("thrown", () => Thrown(methods, row.Value(index)));
                foreach ((string position, Func<Everywhere<T>> make) in CallPositions.Of(row, i))
                {
                    Case(position, () => Position(methods, make));
                }

                void Case(string position, Action run)
                {
                    if (!row.Inherent.ContainsKey(position))
                    {
                        findings.Case($"value {index} as {position}", run);
                    }
                }
            }
        }

        // Each item of a map is a call of its own: what two of them share is copied for each.
        private static void Mapped<T>(Func<T, T> echo, T[] items)
        {
            T[] copies = Pool.Value.Map(echo, items);
            for (int i = 0; i < items.Length; i++)
            {
                Same(echo(items[i]), copies[i]);
            }
        }

        private static void Position<T>(Methods<T> methods, Func<Everywhere<T>> make)
        {
            Answer<T> here = methods.All(make());
            Answer<T> there = Pool.Value.Run(methods.All, make());
            Findings.AssertSame(here.Seen, there.Seen, "what the worker saw");
            Same(here.Back, there.Back);
        }

        private static void Thrown<T>(Methods<T> methods, T value)
        {
            Everywhere<T> argument = new() { Throws = true, Record = new Holder<T>(value, 1) };
            CarrierException<T> here = Assert.ThrowsExactly<CarrierException<T>>(() => methods.All(argument));
            CarrierException<T> there = Assert.ThrowsExactly<CarrierException<T>>(() => Pool.Value.Run(methods.All, argument));
            Same(here, there);
        }

        private static T ThroughQueue<T>(T value)
        {
            using ProcessQueue<T> queue = new(2);
            Task putting = Task.Run(() => queue.Put(value, Patience));
            T copy = queue.Get(Patience);
            putting.GetAwaiter().GetResult();
            return copy;
        }

        private static T ThroughPipe<T>(T value)
        {
            (ProcessPipe<T> one, ProcessPipe<T> other) = ProcessPipe<T>.Create();
            using (one)
            using (other)
            {
                // What is larger than the pipe's memory is sent as it is received.
                Task sending = Task.Run(() => one.Send(value, Patience));
                T copy = other.Receive(Patience);
                sending.GetAwaiter().GetResult();
                return copy;
            }
        }

        private static void Same(object? here, object? there) =>
            Findings.AssertSame(Describer.Describe(here), Describer.Describe(there), "the isolated one");
    }
}
