using System;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Runtime.Serialization;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;

namespace ProcessIsolate.Values;

/// <summary>Classes of the base library that are no collections.</summary>
internal static class LooseTypes
{
    public static void AddTo(BaseLibraryTable table)
    {
        table.Whole<Uri>(
            static (writer, uri) =>
            {
                writer.WriteText(uri.OriginalString);
                writer.WriteByte(uri.IsAbsoluteUri ? (byte)1 : (byte)0);
            },
            static reader => new Uri(reader.ReadRequiredText(), reader.ReadByte() != 0 ? UriKind.Absolute : UriKind.Relative));
        table.Whole<Type>(static (writer, type) => writer.WriteType(type), static reader => reader.ReadType(), isFamily: true);
        table.Whole<StringBuilder>(WriteBuilder, ReadBuilder);
        table.WholeWithStatics<Regex>(
            static (writer, regex) =>
            {
                writer.WriteText(regex.ToString());
                writer.WriteInt32((int)regex.Options);
                writer.WriteInt64(regex.MatchTimeout.Ticks);
            },
            static reader => new Regex(
                reader.ReadRequiredText(), (RegexOptions)reader.ReadInt32(), TimeSpan.FromTicks(reader.ReadInt64())));
        table.Whole<IPAddress>(WriteAddress, ReadAddress, isFamily: true);
        table.Whole<IPEndPoint>(
            static (writer, point) =>
            {
                writer.WriteNested(point.Address);
                writer.WriteInt32(point.Port);
            },
            static reader => new IPEndPoint(reader.ReadNested<IPAddress>(), reader.ReadInt32()));
        table.Whole<DnsEndPoint>(
            static (writer, point) =>
            {
                writer.WriteText(point.Host);
                writer.WriteInt32(point.Port);
                writer.WriteInt32((int)point.AddressFamily);
            },
            static reader => new DnsEndPoint(
                reader.ReadRequiredText(), reader.ReadInt32(), (System.Net.Sockets.AddressFamily)reader.ReadInt32()));
        table.Value<IPNetwork>(
            static (writer, network) =>
            {
                writer.WriteNested(network.BaseAddress);
                writer.WriteInt32(network.PrefixLength);
            },
            static reader => new IPNetwork(reader.ReadNested<IPAddress>(), reader.ReadInt32()));
        table.Whole<TimeZoneInfo>(WriteZone, ReadZone);
        table.Generic(typeof(Lazy<>), typeof(LazyCodec<>));
#if NET9_0_OR_GREATER
        table.Whole<Lock>(static (_, _) => { }, static _ => new Lock());
#endif
        AddRandom(table);
        CultureTypes.AddTo(table);
        EncodingTypes.AddTo(table);
    }

    // The state is all there is to a generator; only its fields have it.
    private static void AddRandom(BaseLibraryTable table)
    {
        table.Fields(typeof(Random));
        foreach (Type nested in typeof(Random).GetNestedTypes(BindingFlags.NonPublic))
        {
            switch (nested.Name)
            {
                case "XoshiroImpl":
                    table.Object(nested, static type => new ClassCodec(type, CheckGenerator));
                    break;
                case "ThreadSafeRandom":
                    table.Object(nested, static type => new WholeCodec<Random>(type, static (_, _) => { }, static _ => Random.Shared));
                    break;
                case "CompatPrng":
                case { } name when name.EndsWith("Impl", StringComparison.Ordinal):
                    table.Fields(nested);
                    break;
            }
        }
    }

    // One without a single bit draws the same number for ever.
    private static void CheckGenerator(object generator)
    {
        ref byte state = ref ObjectData.Of(generator);
        for (int i = 0; i < sizeof(ulong); i++)
        {
            if (System.Runtime.CompilerServices.Unsafe.Add(ref state, i) != 0)
            {
                return;
            }
        }

        throw GraphReader.Invalid("A random number generator has no state.");
    }

    private static void WriteBuilder(GraphWriter writer, StringBuilder builder)
    {
        writer.WriteText(builder.ToString());
        writer.WriteInt32(builder.MaxCapacity);
        writer.WriteCount(Math.Min(builder.Capacity - builder.Length, builder.Length + 16));
    }

    private static StringBuilder ReadBuilder(GraphReader reader)
    {
        string text = reader.ReadRequiredText();
        int most = reader.ReadInt32();
        int spare = reader.ReadNumber(text.Length + 16);
        reader.Charge((text.Length + (long)spare) * sizeof(char));
        return new StringBuilder(Math.Min(most, text.Length + spare), most).Append(text);
    }

    // Of an internal class, which refuses a scope.
    private static readonly IPAddress[] FixedAddresses = [IPAddress.Any, IPAddress.Loopback, IPAddress.Broadcast, IPAddress.IPv6Any, IPAddress.IPv6Loopback];

    private static void WriteAddress(GraphWriter writer, IPAddress address)
    {
        int known = Array.FindIndex(FixedAddresses, each => ReferenceEquals(each, address));
        writer.WriteCount(known + 1);
        if (known >= 0)
        {
            return;
        }

        PlainTypes.WriteBytes(writer, address.GetAddressBytes());
        writer.WriteInt64(address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? address.ScopeId : 0);
    }

    private static IPAddress ReadAddress(GraphReader reader)
    {
        int known = reader.ReadNumber(FixedAddresses.Length);
        if (known > 0)
        {
            return FixedAddresses[known - 1];
        }

        ReadOnlySpan<byte> bytes = PlainTypes.ReadBytes(reader);
        long scope = reader.ReadInt64();
        return bytes.Length == 16 ? new IPAddress(bytes, scope) : new IPAddress(bytes);
    }

    private static void WriteZone(GraphWriter writer, TimeZoneInfo zone)
    {
        if (ReferenceEquals(zone, TimeZoneInfo.Utc) || ReferenceEquals(zone, TimeZoneInfo.Local))
        {
            writer.WriteByte(ReferenceEquals(zone, TimeZoneInfo.Utc) ? (byte)0 : (byte)1);
        }
        else if (TimeZoneInfo.TryFindSystemTimeZoneById(zone.Id, out TimeZoneInfo? system) && system.HasSameRules(zone))
        {
            writer.WriteByte(2);
            writer.WriteText(zone.Id);
        }
        else
        {
            writer.WriteByte(3);
            writer.WriteText(zone.ToSerializedString());
        }
    }

    private static TimeZoneInfo ReadZone(GraphReader reader) => reader.ReadByte() switch
    {
        0 => TimeZoneInfo.Utc,
        1 => TimeZoneInfo.Local,
        2 => TimeZoneInfo.FindSystemTimeZoneById(reader.ReadRequiredText()),
        _ => ParseZone(reader.ReadRequiredText()),
    };

    private static TimeZoneInfo ParseZone(string text)
    {
        try
        {
            return TimeZoneInfo.FromSerializedString(text);
        }
        catch (SerializationException exception)
        {
            throw new Rpc.InvalidMessageException("A time zone is none: " + exception.Message, exception);
        }
    }
}

/// <summary>The value of a lazy one, made if need be: how to make it is code.</summary>
internal sealed class LazyCodec<T>(Type type) : ObjectCodec(type)
{
    public override bool IsWhole => true;

    public override void WriteHeader(GraphWriter writer, object value)
    {
        try
        {
            writer.WriteNested(((Lazy<T>)value).Value);
        }
        catch (CannotCrossException exception)
        {
            exception.Prepend(".Value");
            throw;
        }
    }

    public override object Create(GraphReader reader) => new Lazy<T>(reader.ReadNested<T>());
}

/// <summary>Cultures and what compares texts by them.</summary>
internal static class CultureTypes
{
    private static readonly PropertyInfo[] DateProperties = Array.FindAll(
        typeof(DateTimeFormatInfo).GetProperties(BindingFlags.Instance | BindingFlags.Public),
        static property => property.CanWrite && (property.PropertyType == typeof(string) || property.PropertyType == typeof(string[])
            || property.PropertyType.IsEnum));

    public static void AddTo(BaseLibraryTable table)
    {
        table.Fields(typeof(NumberFormatInfo));
        table.Whole<CultureInfo>(WriteCulture, ReadCulture);
        table.Whole<RegionInfo>(static (writer, region) => writer.WriteText(region.Name), static reader => new RegionInfo(reader.ReadRequiredText()));
        table.Whole<CompareInfo>(
            static (writer, compare) => writer.WriteText(compare.Name), static reader => CompareInfo.GetCompareInfo(reader.ReadRequiredText()));
        table.Whole<TextInfo>(
            static (writer, text) => writer.WriteText(text.CultureName),
            static reader => CultureInfo.GetCultureInfo(reader.ReadRequiredText()).TextInfo);
        table.Whole<StringComparer>(WriteComparer, ReadComparer, isFamily: true);
        AddPlainBase(table);
    }

    // User classes below it have all of their state themselves.
    private static void AddPlainBase(BaseLibraryTable table) =>
        table.Entries[table.Numbers[typeof(StringComparer)]].IsPlainBase = true;

    private static void WriteCulture(GraphWriter writer, CultureInfo culture)
    {
        // With another order than the usual, the name of that; the culture's own name does not say so.
        writer.WriteText(NameWithSort(culture));
        writer.WriteByte((byte)((culture.IsReadOnly ? 1 : 0) | (culture.UseUserOverride ? 2 : 0)));
        if (!culture.IsReadOnly)
        {
            writer.WriteNested(culture.NumberFormat);
            DateTimeFormatInfo plain = new CultureInfo(NameWithSort(culture), culture.UseUserOverride).DateTimeFormat;
            foreach (PropertyInfo property in DateProperties)
            {
                object? value = property.GetValue(culture.DateTimeFormat);
                bool differs = !AreEqual(value, property.GetValue(plain));
                writer.WriteByte(differs ? (byte)1 : (byte)0);
                if (differs)
                {
                    writer.WriteNested(value);
                }
            }
        }
    }

    private static string NameWithSort(CultureInfo culture) =>
        culture.CompareInfo.Name.StartsWith(culture.Name + "_", StringComparison.Ordinal) ? culture.CompareInfo.Name : culture.Name;

    private static bool AreEqual(object? left, object? right) => left is string[] texts && right is string[] others
        ? texts.AsSpan().SequenceEqual(others) : Equals(left, right);

    private static CultureInfo ReadCulture(GraphReader reader)
    {
        string name = reader.ReadRequiredText();
        byte flags = reader.ReadByte();
        if ((flags & 1) != 0)
        {
            return name.Length == 0 ? CultureInfo.InvariantCulture : CultureInfo.GetCultureInfo(name);
        }

        CultureInfo culture = new(name, (flags & 2) != 0) { NumberFormat = reader.ReadNested<NumberFormatInfo>() };
        foreach (PropertyInfo property in DateProperties)
        {
            if (reader.ReadByte() != 0)
            {
                property.SetValue(culture.DateTimeFormat, reader.ReadNested<object?>(), BindingFlags.DoNotWrapExceptions, null, null, null);
            }
        }

        return culture;
    }

    private static void WriteComparer(GraphWriter writer, StringComparer comparer)
    {
        if (StringComparer.IsWellKnownOrdinalComparer(comparer, out bool ignoresCase))
        {
            writer.WriteByte(ignoresCase ? (byte)1 : (byte)0);
        }
        else if (StringComparer.IsWellKnownCultureAwareComparer(comparer, out CompareInfo? compare, out CompareOptions options))
        {
            writer.WriteByte(2);
            writer.WriteText(compare.Name);
            writer.WriteInt32((int)options);
        }
        else
        {
            throw new CannotCrossException("such a comparer keeps to itself how it compares", comparer.GetType());
        }
    }

    private static StringComparer ReadComparer(GraphReader reader)
    {
        switch (reader.ReadByte())
        {
            case 0:
                return StringComparer.Ordinal;
            case 1:
                return StringComparer.OrdinalIgnoreCase;
            default:
                string name = reader.ReadRequiredText();
                CompareOptions options = (CompareOptions)reader.ReadInt32();
                return (name, options) switch
                {
                    ("", CompareOptions.None) => StringComparer.InvariantCulture,
                    ("", CompareOptions.IgnoreCase) => StringComparer.InvariantCultureIgnoreCase,
                    _ => StringComparer.Create(CultureInfo.GetCultureInfo(name), options),
                };
        }
    }
}

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

        table.Whole<Encoding>(Write, Read, isFamily: true);
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
