using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Values.Tests.Describing;
using ProcessIsolate.Values.Tests.Table;

namespace ProcessIsolate.Values.Tests.Engine;

/// <summary>Each value in each position, written and read in one process: the copy is described as the value itself is.</summary>
[TestClass]
public sealed class EngineTests
{
    private const int FewestCases = 1500;

    private static IEnumerable<object[]> Crossing => AllRows.Rows.Where(static row => row.Refusal is null).Select(static row => new object[] { row.Name });

    private static IEnumerable<object[]> Refused => AllRows.Rows.Where(static row => row.Refusal is not null).Select(static row => new object[] { row.Name });

    [TestMethod]
    [DynamicData(nameof(Crossing))]
    public void Copy_IsTheSame(string type)
    {
        Findings findings = new();
        foreach (Row row in AllRows.Rows.Where(row => row.Name == type && row.Refusal is null))
        {
            row.Accept(new Copying(findings));
        }

        findings.AssertNone();
    }

    [TestMethod]
    [DynamicData(nameof(Refused))]
    public void Refused_WithTypeAndPath(string type)
    {
        Findings findings = new();
        foreach (Row row in AllRows.Rows.Where(row => row.Name == type && row.Refusal is not null))
        {
            row.Accept(new Refusing(findings));
        }

        findings.AssertNone();
    }

    [TestMethod]
    public void Table_IsLarge()
    {
        Counting counting = new();
        foreach (Row row in AllRows.Rows)
        {
            row.Accept(counting);
        }

        Assert.IsGreaterThanOrEqualTo(FewestCases, counting.Cases);
        Console.WriteLine($"{AllRows.Rows.Count} types, {counting.Cases} cases");
    }

    private sealed class Copying(Findings findings) : IRowVisitor
    {
        private readonly GraphCopier copier = new();

        public void Visit<T>(Row<T> row)
        {
            for (int i = 0; i < row.Count; i++)
            {
                foreach ((string position, Func<IPlace> make) in Positions.Of(row, i).Where(each => !row.Inherent.ContainsKey(each.Name)))
                {
                    findings.Case($"value {i} as {position}", () =>
                    {
                        IPlace place = make();
                        string before = Describer.Describe(place.Value);
                        object? copy = place.Copy(copier);
                        Findings.AssertSame(before, Describer.Describe(copy), "the copy");
                        Findings.AssertSame(before, Describer.Describe(place.Value), "the value, once written,");
                    });
                }
            }
        }
    }

    private sealed class Refusing(Findings findings) : IRowVisitor
    {
        private readonly GraphCopier copier = new();

        public void Visit<T>(Row<T> row)
        {
            foreach ((string position, Func<IPlace> make) in Positions.Of(row, 0))
            {
                findings.Case(position, () =>
                {
                    IPlace place = make();
                    CannotCrossException refusal = Assert.ThrowsExactly<CannotCrossException>(() => place.Copy(copier));
                    Assert.IsTrue(position == "argument" || refusal.Path.Length > 0 || place.Value?.GetType() == refusal.RefusedType, refusal.Message);
                });
            }
        }
    }

    private sealed class Counting : IRowVisitor
    {
        public int Cases { get; private set; }

        public void Visit<T>(Row<T> row)
        {
            for (int i = 0; i < row.Count; i++)
            {
                Cases += Positions.Of(row, i).Count();
            }
        }
    }
}
