using System;
using System.Globalization;
using Humanizer;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Values.Tests.Types;

namespace ProcessIsolate.Values.Tests.Isolated;

/// <summary>Small programs that once gave another answer without a word.</summary>
[TestClass]
public sealed class CaseTests
{
    [TestMethod]
    public void PrimaryConstructors() => Assert.AreEqual("12.5 8 27", FormattableString.Invariant(
        $"{CaseWork.Amount(new Money(12.5m))} {CaseWork.Twice(new Counter(4))} {CaseWork.Celsius(new Temperature(300) { Unit = "K" })}"));

    [TestMethod]
    public void ConstructorsThatTransform() => Assert.AreEqual("0.5 0.5 10 15 4", FormattableString.Invariant(
        $"{CaseWork.Show(new Percent(50))} {CaseWork.Half(new Percent(50)).Value} {CaseWork.Record(new Doubled(5))} {CaseWork.Init(new Tripled { A = 5 })} {CaseWork.Over(new Shifted { X = 3 })}"));

    [TestMethod]
    public void ComputedMembers()
    {
        Assert.AreEqual(1, CaseWork.X(new MirroredPoint(1, 2)));
        Assert.AreEqual(0, CaseWork.Count(new Basket()));
        Asked asked = new() { Total = 1 };
        Assert.AreEqual(1, CaseWork.Total(asked));
        Assert.AreEqual(1, asked.Next, "asked before");
    }

    [TestMethod]
    public void HiddenProperty() => Assert.AreEqual(2, CaseWork.BaseId(Special.Make()));

    [TestMethod]
    public void StructsOfLibraries() => Assert.AreEqual(
        ByteSize.FromKilobytes(2).ToString(CultureInfo.InvariantCulture), CaseWork.Size(ByteSize.FromKilobytes(2)));

    [TestMethod]
    public void ChangedCultures()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE") { NumberFormat = { NumberDecimalSeparator = "." } };
            Assert.AreEqual("1.5 1.5", CaseWork.Format(1.5) + " " + CaseWork.Parse("1.5").ToString(CultureInfo.InvariantCulture));
            CultureInfo.CurrentCulture = new CultureInfo("en-US") { DateTimeFormat = { ShortDatePattern = "yyyy-MM-dd" } };
            Assert.AreEqual("2024-01-02", CaseWork.Day(new DateTime(2024, 1, 2)));
            CultureInfo.CurrentCulture = new CultureInfo("de-DE_phoneb");
            Assert.AreEqual(Math.Sign(CaseWork.CompareHere()), Math.Sign(CaseWork.Compare()));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [TestMethod]
    public void LocalDates()
    {
        foreach (DateTime date in new[]
        {
            new DateTime(2024, 3, 10, 2, 30, 0, DateTimeKind.Local), DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Local),
            DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Local),
        })
        {
            Assert.AreEqual(date.ToBinary(), CaseWork.One(date).ToBinary());
            Assert.AreEqual(date.ToBinary(), CaseWork.Many([date])[0].ToBinary());
        }
    }

    [TestMethod]
    public void TypesWithJsonConverters() => Assert.AreEqual(36.65, CaseWork.Degrees(new Celsius(36.65)));

    [TestMethod]
    public void DeepLists() => Assert.AreEqual(100_000, CaseWork.Length(Node.Chain(100_000)));
}

internal static class CaseWork
{
    [RunInProcess]
    public static decimal Amount(Money money) => money.Amount;

    [RunInProcess]
    public static int Twice(Counter counter) => counter.Start * 2;

    [RunInProcess]
    public static double Celsius(Temperature temperature) => temperature.Celsius();

    [RunInProcess]
    public static double Show(Percent percent) => percent.Value;

    [RunInProcess]
    public static Percent Half(Percent percent) => percent;

    [RunInProcess]
    public static int Record(Doubled doubled) => doubled.X;

    [RunInProcess]
    public static int Init(Tripled tripled) => tripled.A;

    [RunInProcess]
    public static int Over(Shifted shifted) => shifted.X;

    [RunInProcess]
    public static int X(MirroredPoint point) => point.X;

    [RunInProcess]
    public static int Count(Basket basket) => basket.Items.Count;

    [RunInProcess]
    public static int Total(Asked asked) => asked.Total;

    [RunInProcess]
    public static int BaseId(Special special) => ((ItemBase)special).Id;

    [RunInProcess]
    public static string Size(ByteSize size) => size.ToString(CultureInfo.InvariantCulture);

    [RunInProcess]
    public static string Format(double number) => number.ToString(CultureInfo.CurrentCulture);

    [RunInProcess]
    public static double Parse(string text) => double.Parse(text, CultureInfo.CurrentCulture);

    [RunInProcess]
    public static string Day(DateTime date) => date.ToString("d", CultureInfo.CurrentCulture);

    public static int CompareHere() => string.Compare("\u00C4rger", "Afrika", StringComparison.CurrentCulture);

    [RunInProcess]
    public static int Compare() => CompareHere();

    [RunInProcess]
    public static DateTime One(DateTime date) => date;

    [RunInProcess]
    public static DateTime[] Many(DateTime[] dates) => dates;

    [RunInProcess]
    public static double Degrees(Celsius celsius) => celsius.Degrees;

    [RunInProcess]
    public static int Length(Node node)
    {
        int length = 0;
        for (Node? at = node; at is not null; at = at.Next)
        {
            length++;
        }

        return length;
    }
}
