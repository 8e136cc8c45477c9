using System;
using System.Buffers;
using System.Text.Encodings.Web;

namespace ProcessIsolate.Serialization;

/// <summary>Escapes exactly as <see cref="JavaScriptEncoder.UnsafeRelaxedJsonEscaping"/> does, without waking it for short plain text.</summary>
/// <remarks>The tables and vectorized searches of the original are compiled and filled in on first use. What host and worker
/// say to each other before the first call needs none of it.</remarks>
internal sealed class QuickEncoder : JavaScriptEncoder
{
    // Beyond this the vectorized search is worth its price.
    private const int ShortText = 128;

    public static QuickEncoder Instance { get; } = new();

    public override int MaxOutputCharactersPerInputCharacter => 6;

    public override bool WillEncode(int unicodeScalar) => !IsPlain(unicodeScalar) && UnsafeRelaxedJsonEscaping.WillEncode(unicodeScalar);

    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        if (textLength > ShortText)
        {
            return UnsafeRelaxedJsonEscaping.FindFirstCharacterToEncode(text, textLength);
        }

        // The length is the caller's, like the pointer: that is the contract of this method.
        for (int i = 0; i < textLength; i++)
        {
            if (!IsPlain(text[i]))
            {
                return UnsafeRelaxedJsonEscaping.FindFirstCharacterToEncode(text, textLength);
            }
        }

        return -1;
    }

    public override int FindFirstCharacterToEncodeUtf8(ReadOnlySpan<byte> utf8Text)
    {
        if (utf8Text.Length > ShortText)
        {
            return UnsafeRelaxedJsonEscaping.FindFirstCharacterToEncodeUtf8(utf8Text);
        }

        foreach (byte value in utf8Text)
        {
            if (!IsPlain(value))
            {
                return UnsafeRelaxedJsonEscaping.FindFirstCharacterToEncodeUtf8(utf8Text);
            }
        }

        return -1;
    }

    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten) =>
        UnsafeRelaxedJsonEscaping.TryEncodeUnicodeScalar(unicodeScalar, buffer, bufferLength, out numberOfCharactersWritten);

    public override string Encode(string value) => UnsafeRelaxedJsonEscaping.Encode(value);

    public override OperationStatus Encode(
        ReadOnlySpan<char> source, Span<char> destination, out int charsConsumed, out int charsWritten, bool isFinalBlock = true) =>
        UnsafeRelaxedJsonEscaping.Encode(source, destination, out charsConsumed, out charsWritten, isFinalBlock);

    public override OperationStatus EncodeUtf8(
        ReadOnlySpan<byte> utf8Source, Span<byte> utf8Destination, out int bytesConsumed, out int bytesWritten, bool isFinalBlock = true) =>
        UnsafeRelaxedJsonEscaping.EncodeUtf8(utf8Source, utf8Destination, out bytesConsumed, out bytesWritten, isFinalBlock);

    private static bool IsPlain(int value) => value is >= ' ' and <= '~' and not '"' and not '\\';
}
