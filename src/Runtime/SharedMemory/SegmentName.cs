using System;
using System.Security.Cryptography;

namespace ProcessIsolate.SharedMemory;

/// <summary>What shared objects are called on Windows: a fixed beginning and 128 random bits.</summary>
/// <remarks>In the session's own namespace, where making a section needs no privilege.</remarks>
internal static class SegmentName
{
    private const string Beginning = @"Local\ProcessIsolate-";
    private const int Bytes = 16;

    public static string Make() => From(RandomNumberGenerator.GetBytes(Bytes));

    public static string From(ReadOnlySpan<byte> identity) => Beginning + Convert.ToHexString(identity[..Bytes]);

    /// <summary>Whether the text is such a name: nothing else that a peer sends is ever opened.</summary>
    public static bool IsValid(string name) =>
        name.Length == Beginning.Length + (2 * Bytes)
        && name.StartsWith(Beginning, StringComparison.Ordinal)
        && !name.AsSpan(Beginning.Length).ContainsAnyExcept("0123456789ABCDEF");
}
