using System;
using System.Diagnostics.CodeAnalysis;

namespace ProcessIsolate.Integration.Tests.Values;

internal enum Wide : ulong
{
    None,
    Top = ulong.MaxValue,
}

/// <summary>Gives back what it gets, and counts in which process it did so.</summary>
internal static class Echo
{
    /// <summary>Zero in the host as long as every call is isolated.</summary>
    [SuppressMessage("ProcessIsolate", "PISO301", Justification = "Differs between the processes: that is what the tests look at.")]
    public static int RanHere { get; private set; }

    [RunInProcess]
    public static double Of(double value) => Pass(value);

    [RunInProcess]
    public static float Of(float value) => Pass(value);

    [RunInProcess]
    public static decimal Of(decimal value) => Pass(value);

    [RunInProcess]
    public static byte Of(byte value) => Pass(value);

    [RunInProcess]
    public static sbyte Of(sbyte value) => Pass(value);

    [RunInProcess]
    public static short Of(short value) => Pass(value);

    [RunInProcess]
    public static ushort Of(ushort value) => Pass(value);

    [RunInProcess]
    public static int Of(int value) => Pass(value);

    [RunInProcess]
    public static uint Of(uint value) => Pass(value);

    [RunInProcess]
    public static long Of(long value) => Pass(value);

    [RunInProcess]
    public static ulong Of(ulong value) => Pass(value);

    [RunInProcess]
    public static bool Of(bool value) => Pass(value);

    [RunInProcess]
    public static char Of(char value) => Pass(value);

    [RunInProcess]
    public static string? Of(string? value) => Pass(value);

    [RunInProcess]
    public static byte[] Of(byte[] value) => Pass(value);

    [RunInProcess]
    public static DateTime Of(DateTime value) => Pass(value);

    [RunInProcess]
    public static DateTimeOffset Of(DateTimeOffset value) => Pass(value);

    [RunInProcess]
    public static TimeSpan Of(TimeSpan value) => Pass(value);

    [RunInProcess]
    public static DateOnly Of(DateOnly value) => Pass(value);

    [RunInProcess]
    public static TimeOnly Of(TimeOnly value) => Pass(value);

    [RunInProcess]
    public static Guid Of(Guid value) => Pass(value);

    [RunInProcess]
    public static Uri Of(Uri value) => Pass(value);

    [RunInProcess]
    public static Version Of(Version value) => Pass(value);

    [RunInProcess]
    public static DayOfWeek Of(DayOfWeek value) => Pass(value);

    [RunInProcess]
    public static Wide Of(Wide value) => Pass(value);

    [RunInProcess]
    public static int? Of(int? value) => Pass(value);

    [RunInProcess]
    public static double? Of(double? value) => Pass(value);

    [RunInProcess]
    public static DayOfWeek? Of(DayOfWeek? value) => Pass(value);

    private static T Pass<T>(T value)
    {
        RanHere++;
        return value;
    }
}
