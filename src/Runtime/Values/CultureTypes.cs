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
        table.Whole<CultureInfo>(WriteCulture, ReadCulture, restore: RestoreCulture, isFixed: static culture => culture.IsReadOnly);
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

    private static void RestoreCulture(GraphReader reader, CultureInfo culture)
    {
        CultureInfo made = ReadCulture(reader);
        culture.NumberFormat = made.NumberFormat;
        culture.DateTimeFormat = made.DateTimeFormat;
    }

    private static void WriteCulture(GraphWriter writer, CultureInfo culture)
    {
        // With another order than the usual, the name of that; the culture's own name does not say so.
        string name = CultureTexts.NameOf(culture);
        bool isWhole = !culture.IsReadOnly || !CultureTexts.IsAsNamed(culture, name);
        writer.WriteText(name);
        writer.WriteByte((byte)((culture.IsReadOnly ? 1 : 0) | (culture.UseUserOverride ? 2 : 0) | (isWhole ? 4 : 0)));
        if (isWhole)
        {
            writer.WriteNested(culture.NumberFormat);
            WriteCalendar(writer, culture);
            DateTimeFormatInfo plain = new CultureInfo(name, culture.UseUserOverride).DateTimeFormat;
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

    // One of those that the culture offers; none where it is the usual one.
    private static void WriteCalendar(GraphWriter writer, CultureInfo culture)
    {
        Calendar calendar = culture.DateTimeFormat.Calendar;
        int place = IsLike(calendar, culture.Calendar) ? 0 : 1 + Array.FindIndex(culture.OptionalCalendars, each => IsLike(calendar, each));
        writer.WriteCount(place);
        if (place == 0 && !IsLike(calendar, culture.Calendar))
        {
            throw new CannotCrossException("the culture does not offer such a calendar", calendar.GetType());
        }
    }

    private static bool IsLike(Calendar one, Calendar other) => one.GetType() == other.GetType()
        && (one as GregorianCalendar)?.CalendarType == (other as GregorianCalendar)?.CalendarType;

    private static bool AreEqual(object? left, object? right) => left is string[] texts && right is string[] others
        ? texts.AsSpan().SequenceEqual(others) : Equals(left, right);

    private static CultureInfo ReadCulture(GraphReader reader)
    {
        string name = reader.ReadRequiredText();
        byte flags = reader.ReadByte();
        if ((flags & 4) == 0)
        {
            return name.Length == 0 ? CultureInfo.InvariantCulture : CultureInfo.GetCultureInfo(name);
        }

        CultureInfo culture = new(name, (flags & 2) != 0) { NumberFormat = reader.ReadNested<NumberFormatInfo>() };
        int place = reader.ReadNumber(culture.OptionalCalendars.Length);
        if (place > 0)
        {
            culture.DateTimeFormat.Calendar = culture.OptionalCalendars[place - 1];
        }

        foreach (PropertyInfo property in DateProperties)
        {
            if (reader.ReadByte() != 0)
            {
                property.SetValue(culture.DateTimeFormat, reader.ReadNested<object?>(), BindingFlags.DoNotWrapExceptions, null, null, null);
            }
        }

        return (flags & 1) != 0 ? CultureInfo.ReadOnly(culture) : culture;
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
