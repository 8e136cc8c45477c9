using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Text;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Values;

/// <summary>Null as an argument, as a result and as an item of a map, of each kind of type that has one.</summary>
/// <remarks>Handles (<c>nint</c>) do not cross in calls, see PISO103.</remarks>
[TestClass]
public sealed class NullableTests
{
    [TestMethod]
    public void Null_InArgumentsResultsAndMaps()
    {
        using ProcessPool pool = TestPools.Of(2);
        Check(pool, NullableJobs.Flag, true);
        Check(pool, NullableJobs.Small, (byte)200);
        Check(pool, NullableJobs.Letter, '\ud800');
        Check(pool, NullableJobs.Whole, -7);
        Check(pool, NullableJobs.Long, long.MinValue);
        Check(pool, NullableJobs.Real, double.Epsilon);
        Check(pool, NullableJobs.Money, 1.10m);
        Check(pool, NullableJobs.Date, new DateTime(2026, 11, 29, 1, 2, 3, DateTimeKind.Utc));
        Check(pool, NullableJobs.Moment, new DateTimeOffset(2026, 11, 29, 1, 2, 3, TimeSpan.FromHours(-11)));
        Check(pool, NullableJobs.Span, TimeSpan.MinValue);
        Check(pool, NullableJobs.Id, Guid.NewGuid());
        Check(pool, NullableJobs.Day, DayOfWeek.Friday);
        Check(pool, NullableJobs.Pair, (1, (long?)2));
        Check(pool, NullableJobs.Point, new NullablePoint(1, null));
        Check(pool, NullableJobs.Tiny, (sbyte)-100);
        Check(pool, NullableJobs.Short, (short)-30_000);
        Check(pool, NullableJobs.UShort, (ushort)60_000);
        Check(pool, NullableJobs.UInt, 7u);
        Check(pool, NullableJobs.ULong, ulong.MaxValue);
        Check(pool, NullableJobs.Single, 1.5f);
        Check(pool, NullableJobs.Half, (Half)0.5);
        Check(pool, NullableJobs.Huge, Int128.MinValue);
        Check(pool, NullableJobs.UHuge, UInt128.MaxValue);
        Check(pool, NullableJobs.Calendar, DateOnly.MaxValue);
        Check(pool, NullableJobs.Clock, TimeOnly.MaxValue);
        Check(pool, NullableJobs.Rune, new Rune(0x1F600));
        Check(pool, NullableJobs.Place, ^1);
        Check(pool, NullableJobs.Part, 1..^1);
        Check(pool, NullableJobs.Complex, new Complex(1, -1));
        Check(pool, NullableJobs.Entry, new KeyValuePair<int, long?>(1, 2));
        CheckReference(pool, NullableJobs.Text, "x");
        CheckReference(pool, NullableJobs.Named, new NullableNamed("n", null));
        Assert.IsNull(pool.Run(NullableJobs.Bytes, (byte[]?)null));
        CollectionAssert.AreEqual(new byte[] { 1 }, pool.Run(NullableJobs.Bytes, new byte[] { 1 }));
        CollectionAssert.AreEqual(new int?[] { 1, null }, pool.Run(NullableJobs.Numbers, new int?[] { 1, null }));
        Assert.IsNull(pool.Run(NullableJobs.Numbers, (int?[]?)null));
    }

    private static void Check<T>(ProcessPool pool, Func<T?, T?> echo, T value)
        where T : struct
    {
        Assert.AreEqual(value, pool.Run(echo, (T?)value));
        Assert.IsNull(pool.Run(echo, (T?)null), $"{typeof(T)}");
        T?[] items = [.. Enumerable.Range(0, 100).Select(i => i % 3 == 0 ? null : (T?)value)];
        CollectionAssert.AreEqual(items, pool.Map(echo, items).ToArray(), $"{typeof(T)}");
    }

    private static void CheckReference<T>(ProcessPool pool, Func<T?, T?> echo, T value)
        where T : class
    {
        Assert.AreEqual(value, pool.Run(echo, value));
        Assert.IsNull(pool.Run(echo, (T?)null), $"{typeof(T)}");
        T?[] items = [.. Enumerable.Range(0, 100).Select(i => i % 3 == 0 ? null : value)];
        CollectionAssert.AreEqual(items, pool.Map(echo, items).ToArray(), $"{typeof(T)}");
    }
}

public readonly record struct NullablePoint(int X, int? Y);

public sealed record NullableNamed(string? Name, int? Number);

/// <summary>Marked methods that give back what they get.</summary>
internal static class NullableJobs
{
    [RunInProcess]
    public static bool? Flag(bool? value) => value;

    [RunInProcess]
    public static byte? Small(byte? value) => value;

    [RunInProcess]
    public static char? Letter(char? value) => value;

    [RunInProcess]
    public static int? Whole(int? value) => value;

    [RunInProcess]
    public static long? Long(long? value) => value;

    [RunInProcess]
    public static double? Real(double? value) => value;

    [RunInProcess]
    public static decimal? Money(decimal? value) => value;

    [RunInProcess]
    public static DateTime? Date(DateTime? value) => value;

    [RunInProcess]
    public static DateTimeOffset? Moment(DateTimeOffset? value) => value;

    [RunInProcess]
    public static TimeSpan? Span(TimeSpan? value) => value;

    [RunInProcess]
    public static Guid? Id(Guid? value) => value;

    [RunInProcess]
    public static DayOfWeek? Day(DayOfWeek? value) => value;

    [RunInProcess]
    public static (int, long?)? Pair((int, long?)? value) => value;

    [RunInProcess]
    public static NullablePoint? Point(NullablePoint? value) => value;

    [RunInProcess]
    public static sbyte? Tiny(sbyte? value) => value;

    [RunInProcess]
    public static short? Short(short? value) => value;

    [RunInProcess]
    public static ushort? UShort(ushort? value) => value;

    [RunInProcess]
    public static uint? UInt(uint? value) => value;

    [RunInProcess]
    public static ulong? ULong(ulong? value) => value;

    [RunInProcess]
    public static float? Single(float? value) => value;

    [RunInProcess]
    public static Half? Half(Half? value) => value;

    [RunInProcess]
    public static Int128? Huge(Int128? value) => value;

    [RunInProcess]
    public static UInt128? UHuge(UInt128? value) => value;

    [RunInProcess]
    public static DateOnly? Calendar(DateOnly? value) => value;

    [RunInProcess]
    public static TimeOnly? Clock(TimeOnly? value) => value;

    [RunInProcess]
    public static Rune? Rune(Rune? value) => value;

    [RunInProcess]
    public static Index? Place(Index? value) => value;

    [RunInProcess]
    public static Range? Part(Range? value) => value;

    [RunInProcess]
    public static Complex? Complex(Complex? value) => value;

    [RunInProcess]
    public static KeyValuePair<int, long?>? Entry(KeyValuePair<int, long?>? value) => value;

    [RunInProcess]
    public static string? Text(string? value) => value;

    [RunInProcess]
    public static NullableNamed? Named(NullableNamed? value) => value;

    [RunInProcess]
    public static byte[]? Bytes(byte[]? value) => value;

    [RunInProcess]
    public static int?[]? Numbers(int?[]? value) => value;
}
