using System;
using System.Buffers;
using System.Text.Json;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Serialization;

namespace ProcessIsolate.Runtime.Tests;

[TestClass]
public sealed class Utf16TextTests
{
    // In code, not in attributes: those are stored as UTF-8, which a lone surrogate does not survive.
    [TestMethod]
    public void Texts_RoundTrip()
    {
        (string? Text, bool Lone)[] cases =
        [
            (null, false), ("", false), ("abc", false), ("\uD83D\uDE00", false), ("\uD83D\uDE00\uD83D\uDE00x", false),
            ("\uD83D", true), ("\uDE00", true), ("\uDE00\uD83D", true), ("\uD83D\uD83D\uDE00", true), ("a\uD83D\uDE00b\uDE00c", true),
        ];
        Array.ForEach(cases, static item => RoundTrips(item.Text, item.Lone));
    }

    [TestMethod]
    public void EveryPairOfUnits_AroundTheSurrogates()
    {
        char[] units = ['a', '\uD7FF', '\uD800', '\uDBFF', '\uDC00', '\uDFFF', '\uE000'];
        foreach (char first in units)
        {
            foreach (char second in units)
            {
                RoundTrips(new string([first, second]), IsLone(first, second));
            }
        }
    }

    private static void RoundTrips(string? text, bool lone)
    {
        Assert.AreEqual(lone, Utf16Text.HasLoneSurrogate(text));
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            Utf16Text.Write(json, text);
        }

        Utf8JsonReader reader = new(buffer.WrittenSpan);
        reader.Read();
        Assert.AreEqual(text, Utf16Text.Read(ref reader));
    }

    private static bool IsLone(char first, char second) =>
        !char.IsSurrogatePair(first, second) && (char.IsSurrogate(first) || char.IsSurrogate(second));

    [TestMethod]
    public void Units_OutOfRange_AreRefused() => Assert.Throws<Exception>(static () =>
    {
        Utf8JsonReader reader = new("[65536]"u8);
        reader.Read();
        return Utf16Text.Read(ref reader);
    });
}
