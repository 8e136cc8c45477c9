using System;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Reflection;
using System.Runtime.Serialization;
using System.Text;
using System.Text.RegularExpressions;

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
        table.Whole<StringBuilder>(WriteBuilder, ReadBuilder, restore: static (reader, builder) => builder.Clear().Append(ReadBuilder(reader)));
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
            static reader => new IPEndPoint(reader.ReadNested<IPAddress>(), reader.ReadInt32()),
            restore: static (reader, point) => (point.Address, point.Port) = (reader.ReadNested<IPAddress>(), reader.ReadInt32()));
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
        table.Whole<System.Threading.Lock>(static (_, _) => { }, static _ => new System.Threading.Lock());
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
                    table.Add(new BaseLibraryTable.Entry { Type = nested, Kind = EntryKind.Fields });
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
[UnconditionalSuppressMessage("Trimming", "IL2091", Justification = "It is made with its value.")]
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
