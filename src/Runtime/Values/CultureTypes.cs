using System;
using System.Globalization;
using System.Reflection;

namespace ProcessIsolate.Values;

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
