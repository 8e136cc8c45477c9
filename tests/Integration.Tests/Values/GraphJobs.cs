using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Http;
using System.Numerics;
using System.Text.RegularExpressions;
using System.Xml;

namespace ProcessIsolate.Integration.Tests.Values;

/// <summary>A private number that no property shows.</summary>
internal sealed class Captured(int value)
{
    private readonly int half = value / 2;

    public int Sum() => value + half;
}

internal sealed class Link
{
    public Link? Next { get; set; }

    public object? Tag { get; set; }
}

internal sealed class Level
{
    public static readonly Level Low = new("low");

    private readonly string name;

    private Level(string name) => this.name = name;

    public override string ToString() => name;
}

internal sealed class CodedException(int code, string message) : Exception(message)
{
    public int Code { get; } = code;
}

internal sealed record Job(int Id, Action? Handler);

/// <summary>Looks at graphs of objects, and gives them back.</summary>
internal static class GraphJobs
{
    [RunInProcess]
    public static int Sum(Captured value) => value.Sum();

    [RunInProcess]
    public static bool AreSame(Link left, object right) => ReferenceEquals(left, right);

    [RunInProcess]
    public static bool AreSameArrays(int[] left, int[] right) => ReferenceEquals(left, right);

    [RunInProcess]
    public static bool HoldsArray(Link link, byte[] array) => ReferenceEquals(link.Tag, array);

    [RunInProcess]
    public static bool IsLow(Level level) => ReferenceEquals(level, Level.Low);

    [RunInProcess]
    public static object? Echo(object? value) => value;

    [RunInProcess]
    public static int Length(Link? link)
    {
        int length = 0;
        for (; link is not null; link = link.Next)
        {
            length++;
        }

        return length;
    }

    [RunInProcess]
    public static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);

    [RunInProcess]
    public static DateTime Of(DateTime value) => value;

    [RunInProcess]
    public static BigInteger Square(BigInteger value) => value * value;

    [RunInProcess]
    public static int[,] Turn(int[,] value) => new[,] { { value[0, 0], value[1, 0] }, { value[0, 1], value[1, 1] } };

    [RunInProcess]
    public static int Run(Job job) => job.Id;

    [RunInProcess]
    public static string Name(Link link) => link.Tag?.ToString() ?? "";

    [RunInProcess]
    public static void ThrowCoded() => throw new CodedException(7, "coded \uD800");

    [RunInProcess]
    public static void ThrowNotFound() => throw new HttpRequestException("gone", null, HttpStatusCode.NotFound);

    [RunInProcess]
    public static void ThrowParse() => _ = new Regex("(");

    [RunInProcess]
    public static void ThrowXml() => new XmlDocument().LoadXml("<a>\n<b></a>");

    [RunInProcess]
    public static string Describe(Link link) => (link.Tag as KeyValuePair<string, int[]>?)?.Key ?? "none";
}
