using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Serialization;

namespace ProcessIsolate.Runtime.Tests;

[TestClass]
public sealed class QuickEncoderTests
{
    private static readonly JavaScriptEncoder Original = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    [TestMethod]
    [DataRow(0)]
    [DataRow(200)]
    public void EveryCharacter_IsEscapedAsByTheOriginal(int length)
    {
        string before = new('x', length);
        for (int value = 0; value <= char.MaxValue; value++)
        {
            string text = before + (char)value + "y";
            Assert.AreEqual(Original.Encode(text), QuickEncoder.Instance.Encode(text), $"U+{value:X4}");
            if (!char.IsSurrogate((char)value))
            {
                Assert.AreEqual(Original.WillEncode(value), QuickEncoder.Instance.WillEncode(value), $"U+{value:X4}");
                AssertSameJson(text);
            }

            Assert.AreEqual(Written(text, Original), Written(text, QuickEncoder.Instance), $"U+{value:X4}");
        }

        AssertSameJson(before + "\U0001F600 \"\\\n");
    }

    [TestMethod]
    public void InvalidUtf8_IsReplacedAsByTheOriginal()
    {
        for (int value = 0; value <= byte.MaxValue; value++)
        {
            byte[] bytes = [(byte)'a', (byte)value, (byte)'b'];
            Assert.AreEqual(
                JsonEncodedText.Encode(bytes, Original).ToString(), JsonEncodedText.Encode(bytes, QuickEncoder.Instance).ToString());
        }
    }

    // What messages are written with; it also takes lone surrogates.
    private static string Written(string text, JavaScriptEncoder encoder)
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Encoder = encoder });
        json.WriteStringValue(text);
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void AssertSameJson(string text)
    {
        Assert.AreEqual(JsonEncodedText.Encode(text, Original).ToString(), JsonEncodedText.Encode(text, QuickEncoder.Instance).ToString());
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        Assert.AreEqual(Original.FindFirstCharacterToEncodeUtf8(utf8), QuickEncoder.Instance.FindFirstCharacterToEncodeUtf8(utf8));
    }
}
