using System;
using System.Text;

namespace ProcessIsolate.Values;

/// <summary>Encodings with what they do with what they cannot encode.</summary>
internal static class EncodingTypes
{
    private const int Utf8 = 65001;
    private const int Utf16 = 1200;
    private const int Utf16BigEndian = 1201;
    private const int Utf32 = 12000;
    private const int Utf32BigEndian = 12001;

    public static void AddTo(BaseLibraryTable table)
    {
        foreach (Type type in (Type[])[typeof(UTF8Encoding), typeof(UnicodeEncoding), typeof(UTF32Encoding), typeof(ASCIIEncoding)])
        {
            table.Object(type, static actual => new WholeCodec<Encoding>(actual, Write, Read), isFamily: true);
        }

        table.Whole<Encoding>(Write, Read, isFamily: true, isFixed: static encoding => encoding.IsReadOnly);
    }

    private static void Write(GraphWriter writer, Encoding encoding)
    {
        writer.WriteInt32(encoding.CodePage);
        writer.WriteByte((byte)((encoding.IsReadOnly ? 1 : 0) | (encoding.Preamble.Length > 0 ? 2 : 0)));
        Encoding known = Known(encoding.CodePage, encoding.Preamble.Length > 0);
        WriteFallback(writer, encoding.EncoderFallback, known.EncoderFallback);
        WriteFallback(writer, encoding.DecoderFallback, known.DecoderFallback);
    }

    private static void WriteFallback(GraphWriter writer, object fallback, object known)
    {
        byte kind = fallback.GetType() == known.GetType() && fallback.Equals(known) ? (byte)0
            : fallback is EncoderExceptionFallback or DecoderExceptionFallback ? (byte)1
            : fallback is EncoderReplacementFallback or DecoderReplacementFallback ? (byte)2
            : throw new CannotCrossException("what it does with what it cannot encode is code", fallback.GetType());
        writer.WriteByte(kind);
        if (kind == 2)
        {
            writer.WriteText((fallback as EncoderReplacementFallback)?.DefaultString ?? ((DecoderReplacementFallback)fallback).DefaultString);
        }
    }

    private static Encoding Known(int page, bool marks) => page switch
    {
        Utf8 => marks ? Encoding.UTF8 : new UTF8Encoding(false),
        Utf16 => new UnicodeEncoding(false, marks),
        Utf16BigEndian => new UnicodeEncoding(true, marks),
        Utf32 => new UTF32Encoding(false, marks),
        Utf32BigEndian => new UTF32Encoding(true, marks),
        _ => Encoding.GetEncoding(page),
    };

    private static Encoding Read(GraphReader reader)
    {
        int page = reader.ReadInt32();
        byte flags = reader.ReadByte();
        Encoding known = Known(page, (flags & 2) != 0);
        byte encode = reader.ReadByte();
        string? encodeText = encode == 2 ? reader.ReadRequiredText() : null;
        byte decode = reader.ReadByte();
        string? decodeText = decode == 2 ? reader.ReadRequiredText() : null;
        if (encode == 0 && decode == 0)
        {
            return known;
        }

        Encoding copy = (Encoding)known.Clone();
        copy.EncoderFallback = encode switch
        {
            0 => known.EncoderFallback,
            1 => EncoderFallback.ExceptionFallback,
            _ => new EncoderReplacementFallback(encodeText!),
        };
        copy.DecoderFallback = decode switch
        {
            0 => known.DecoderFallback,
            1 => DecoderFallback.ExceptionFallback,
            _ => new DecoderReplacementFallback(decodeText!),
        };
        return copy;
    }
}
