using System;
using System.Collections.Generic;
using System.Numerics;

namespace ProcessIsolate.Integration.Tests.Values;

internal record struct Particle(double X, float Y, int Kind);

internal record struct Padded(byte Kind, long Value);

/// <summary>Gives back arrays, lists and memory of many types.</summary>
internal static class RawJobs
{
    [RunInProcess]
    public static Particle[]? Of(Particle[]? values) => values;

    [RunInProcess]
    public static Padded[] Of(Padded[] values) => values;

    [RunInProcess]
    public static List<Particle>? OfList(List<Particle>? values) => values;

    [RunInProcess]
    public static List<byte>? OfBytes(List<byte>? values) => values;

    [RunInProcess]
    public static List<char>? OfUnits(List<char>? values) => values;

    [RunInProcess]
    public static Memory<Particle> OfMemory(ReadOnlyMemory<Particle> values) => values.ToArray();

    [RunInProcess]
    public static bool[] Of(bool[] values) => values;

    [RunInProcess]
    public static decimal[] Of(decimal[] values) => values;

    [RunInProcess]
    public static DateTime[] Of(DateTime[] values) => values;

    [RunInProcess]
    public static Guid[] Of(Guid[] values) => values;

    [RunInProcess]
    public static Int128[] Of(Int128[] values) => values;

    [RunInProcess]
    public static Vector3[] Of(Vector3[] values) => values;

    [RunInProcess]
    public static DayOfWeek[] Of(DayOfWeek[] values) => values;

    [RunInProcess]
    public static (int, float)[] Of((int, float)[] values) => values;

    [RunInProcess]
    public static byte[] Of(byte[] values) => values;

    [RunInProcess]
    public static int[] Of(int[] values) => values;

    [RunInProcess]
    public static string? Of(string? value) => value;

    [RunInProcess]
    public static string Join(string first, byte[] second, string third, double[] fourth) => first + second.Length + third + fourth.Length;

    [RunInProcess]
    public static long Length(byte[] values) => values.LongLength + values[^1];

    [RunInProcess]
    public static long Count(ReadOnlyMemory<long> values) => values.Length;
}

/// <summary>Works on spans.</summary>
internal static class SpanJobs
{
    [RunInProcess]
    public static double Sum(ReadOnlySpan<double> values, double start)
    {
        foreach (double value in values)
        {
            start += value;
        }

        return start;
    }

    [RunInProcess]
    public static int Process(Span<int> seen)
    {
        seen.Fill(Environment.ProcessId);
        return Environment.ProcessId;
    }

    [RunInProcess]
    public static void Reverse(Span<Particle> values, scoped ReadOnlySpan<char> text, Span<Padded> padded)
    {
        values.Reverse();
        padded[0].Value = text.Length;
    }

    [RunInProcess]
    public static void FillAndThrow(Span<int> values)
    {
        values.Fill(7);
        throw new InvalidOperationException("after writing");
    }

    [RunInProcess]
    public static void FillAndCrash(Span<int> values)
    {
        values.Fill(7);
        Environment.FailFast("after writing");
    }
}
