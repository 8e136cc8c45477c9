using System;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Integration.Tests.Values;

/// <summary>Values that generated code writes itself: each goes to a worker and comes back the same.</summary>
[TestClass]
public sealed class PrimitiveTests
{
    [TestMethod]
    [DataRow(double.NaN)]
    [DataRow(double.PositiveInfinity)]
    [DataRow(double.NegativeInfinity)]
    [DataRow(-0.0)]
    [DataRow(double.Epsilon)]
    [DataRow(double.MaxValue)]
    [DataRow(0.1)]
    public void Double(double value) => SameBits(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(Echo.Of(value)));

    [TestMethod]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    [DataRow(float.NegativeInfinity)]
    [DataRow(-0.0f)]
    [DataRow(float.Epsilon)]
    [DataRow(float.MaxValue)]
    [DataRow(0.1f)]
    public void Single(float value) => SameBits(BitConverter.SingleToInt32Bits(value), BitConverter.SingleToInt32Bits(Echo.Of(value)));

    [TestMethod]
    [DataRow("1.00")]
    [DataRow("1")]
    [DataRow("-0.0000000000000000000000000001")]
    [DataRow("79228162514264337593543950335")]
    [DataRow("0.000")]
    public void Decimal_KeepsItsScale(string text)
    {
        decimal value = decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        CollectionAssert.AreEqual(decimal.GetBits(value), decimal.GetBits(Echo.Of(value)));
    }

    [TestMethod]
    public void Integers_AtTheirEnds()
    {
        Assert.AreEqual((byte.MaxValue, sbyte.MinValue), (Echo.Of(byte.MaxValue), Echo.Of(sbyte.MinValue)));
        Assert.AreEqual((short.MinValue, ushort.MaxValue), (Echo.Of(short.MinValue), Echo.Of(ushort.MaxValue)));
        Assert.AreEqual((int.MinValue, uint.MaxValue), (Echo.Of(int.MinValue), Echo.Of(uint.MaxValue)));
        Assert.AreEqual((long.MinValue, ulong.MaxValue), (Echo.Of(long.MinValue), Echo.Of(ulong.MaxValue)));
        Assert.IsTrue(Echo.Of(true));
        Assert.IsFalse(Echo.Of(false));
    }

    [TestMethod]
    [DataRow('a')]
    [DataRow('\0')]
    [DataRow('"')]
    [DataRow('\u20AC')]
    [DataRow('\uD800')]
    [DataRow('\uDFFF')]
    [DataRow('\uFFFF')]
    public void Char(char value) => Assert.AreEqual(value, Echo.Of(value));

    [TestMethod]
    [DataRow("")]
    [DataRow("plain")]
    [DataRow("quote \" backslash \\ newline \n zero \0 escape \u001b del \u007f")]
    [DataRow("\uD83D\uDE00 and \u2028 and \uFFFD")]
    [DataRow("lone \uD800 high")]
    [DataRow("\uDC00\uD800")]
    [DataRow("\uD83D\uDE00\uD83D")]
    [DataRow(null)]
    public void String(string? value) => Assert.AreEqual(value, Echo.Of(value));

    [TestMethod]
    public void String_OfManyMegabytes()
    {
        string value = new('\u20AC', 5_000_000);
        Assert.IsTrue(value == Echo.Of(value), "The text changed on the way.");
    }

    [TestMethod]
    public void Bytes()
    {
        byte[] value = [.. Enumerable.Range(0, 300_000).Select(static i => (byte)(i * 31))];
        CollectionAssert.AreEqual(value, Echo.Of(value));
        CollectionAssert.AreEqual(Array.Empty<byte>(), Echo.Of(Array.Empty<byte>()));
    }

    [TestMethod]
    [DataRow(DateTimeKind.Utc)]
    [DataRow(DateTimeKind.Local)]
    [DataRow(DateTimeKind.Unspecified)]
    public void DateTime_KeepsItsKind(DateTimeKind kind)
    {
        DateTime value = new DateTime(2024, 2, 29, 23, 59, 58, kind).AddTicks(1234567);
        DateTime back = Echo.Of(value);
        Assert.AreEqual((value.Ticks, value.Kind), (back.Ticks, back.Kind));
    }

    [TestMethod]
    public void Times()
    {
        DateTimeOffset moment = new(2024, 2, 29, 23, 59, 58, TimeSpan.FromMinutes(-570));
        Assert.IsTrue(moment.EqualsExact(Echo.Of(moment)));
        Assert.AreEqual(TimeSpan.MinValue, Echo.Of(TimeSpan.MinValue));
        Assert.AreEqual(TimeSpan.FromTicks(1), Echo.Of(TimeSpan.FromTicks(1)));
        Assert.AreEqual(DateTime.MaxValue, Echo.Of(DateTime.MaxValue));
        Assert.AreEqual(new DateOnly(2024, 2, 29), Echo.Of(new DateOnly(2024, 2, 29)));
        Assert.AreEqual(new TimeOnly(23, 59, 58, 999), Echo.Of(new TimeOnly(23, 59, 58, 999)));
    }

    [TestMethod]
    public void Identifiers()
    {
        Guid id = Guid.NewGuid();
        Assert.AreEqual(id, Echo.Of(id));
        Assert.AreEqual(new Uri("https://example.org/a?b=c#d"), Echo.Of(new Uri("https://example.org/a?b=c#d")));
        Assert.AreEqual(new Version(1, 2, 3, 4), Echo.Of(new Version(1, 2, 3, 4)));
    }

    [TestMethod]
    public void Enums()
    {
        Assert.AreEqual(DayOfWeek.Saturday, Echo.Of(DayOfWeek.Saturday));
        Assert.AreEqual((DayOfWeek)99, Echo.Of((DayOfWeek)99));
        Assert.AreEqual(Wide.Top, Echo.Of(Wide.Top));
    }

    [TestMethod]
    public void Nullables()
    {
        Assert.AreEqual(5, Echo.Of((int?)5));
        Assert.IsNull(Echo.Of((int?)null));
        Assert.AreEqual(double.NaN, Echo.Of((double?)double.NaN));
        Assert.AreEqual(DayOfWeek.Friday, Echo.Of((DayOfWeek?)DayOfWeek.Friday));
        Assert.IsNull(Echo.Of((DayOfWeek?)null));
    }

    [TestCleanup]
    public void NothingRanHere() => Assert.AreEqual(0, Echo.RanHere, "An echo ran in the test's own process.");

    private static void SameBits(long expected, long actual) => Assert.AreEqual(expected, actual);
}
