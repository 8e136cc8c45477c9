using System;
using System.Globalization;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Values;

/// <summary>Cultures as texts, for what flows with a call: the name of one as the system has it, all of one that the program has changed.</summary>
internal static class CultureTexts
{
    private const char Changed = '=';

    // Those that most calls are made in: unchangeable and found to be as the system has them.
    [ThreadStatic]
    private static CultureInfo? usual;

    [ThreadStatic]
    private static CultureInfo? usualUI;

    private static readonly Func<NumberFormatInfo, object>[] Numbers =
    [
        static f => f.CurrencyDecimalDigits, static f => f.CurrencyDecimalSeparator, static f => f.CurrencyGroupSeparator,
        static f => f.CurrencySymbol, static f => f.CurrencyNegativePattern, static f => f.CurrencyPositivePattern, static f => f.DigitSubstitution,
        static f => f.NaNSymbol, static f => f.NegativeInfinitySymbol, static f => f.NegativeSign, static f => f.NumberDecimalDigits,
        static f => f.NumberDecimalSeparator, static f => f.NumberGroupSeparator, static f => f.NumberNegativePattern,
        static f => f.PercentDecimalDigits, static f => f.PercentDecimalSeparator, static f => f.PercentGroupSeparator,
        static f => f.PercentNegativePattern, static f => f.PercentPositivePattern, static f => f.PercentSymbol, static f => f.PerMilleSymbol,
        static f => f.PositiveInfinitySymbol, static f => f.PositiveSign,
    ];

    private static readonly Func<NumberFormatInfo, int[]>[] GroupSizes =
        [static f => f.CurrencyGroupSizes, static f => f.NumberGroupSizes, static f => f.PercentGroupSizes];

    private static readonly Func<NumberFormatInfo, string[]>[] Digits = [static f => f.NativeDigits];

    private static readonly Func<DateTimeFormatInfo, object>[] Dates =
    [
        static f => f.AMDesignator, static f => f.PMDesignator, static f => f.DateSeparator, static f => f.TimeSeparator,
        static f => f.FirstDayOfWeek, static f => f.CalendarWeekRule, static f => f.FullDateTimePattern, static f => f.LongDatePattern,
        static f => f.LongTimePattern, static f => f.MonthDayPattern, static f => f.ShortDatePattern, static f => f.ShortTimePattern,
        static f => f.YearMonthPattern, static f => f.Calendar.GetType(),
    ];

    private static readonly Func<DateTimeFormatInfo, string[]>[] Names =
    [
        static f => f.AbbreviatedDayNames, static f => f.AbbreviatedMonthNames, static f => f.AbbreviatedMonthGenitiveNames, static f => f.DayNames,
        static f => f.MonthNames, static f => f.MonthGenitiveNames, static f => f.ShortestDayNames,
    ];

    /// <summary>The text of a culture where it differs from what the other process has anyway.</summary>
    /// <param name="current">The culture.</param>
    /// <param name="expected">The one whose name the other process has.</param>
    /// <returns>Null when it does not.</returns>
    public static string? IfDifferent(CultureInfo current, CultureInfo expected) =>
        ReferenceEquals(current, expected) && (ReferenceEquals(current, usual) || ReferenceEquals(current, usualUI))
            ? null : Compare(current, expected);

    private static string? Compare(CultureInfo current, CultureInfo expected)
    {
        string name = NameOf(current);
        if (!IsAsNamed(current, name))
        {
            return Write(current);
        }

        if (ReferenceEquals(current, expected) && current.IsReadOnly)
        {
            usualUI = usual;
            usual = current;
            return null;
        }

        return ReferenceEquals(current, expected) || name == NameOf(expected) ? null : name;
    }

    /// <summary>The name by which a culture is found again, its order of texts included.</summary>
    public static string NameOf(CultureInfo culture) =>
        culture.CompareInfo.Name is { } sort && sort.Length > culture.Name.Length && sort.StartsWith(culture.Name, StringComparison.Ordinal)
            && sort[culture.Name.Length] == '_' ? sort : culture.Name;

    /// <summary>The culture of a text.</summary>
    /// <exception cref="InvalidMessageException">It is none.</exception>
    public static CultureInfo Parse(string text)
    {
        if (text.Length == 0 || text[0] != Changed)
        {
            return CultureInfo.GetCultureInfo(text);
        }

        try
        {
            return new GraphReader(Convert.FromBase64String(text[1..]), GraphLimits.Default).Read<CultureInfo>();
        }
        catch (FormatException exception)
        {
            throw new InvalidMessageException("A culture is none.", exception);
        }
    }

    private static string Write(CultureInfo culture)
    {
        GraphWriter writer = new();
        writer.Write(culture);
        return Changed + Convert.ToBase64String(writer.Written);
    }

    /// <summary>Whether a culture is as the system has the one of that name.</summary>
    public static bool IsAsNamed(CultureInfo culture, string name)
    {
        CultureInfo named = CultureInfo.GetCultureInfo(name);
        if (ReferenceEquals(culture, named))
        {
            return true;
        }

        return AreSame(culture.NumberFormat, named.NumberFormat, Numbers)
            && AreSame(culture.NumberFormat, named.NumberFormat, GroupSizes)
            && AreSame(culture.NumberFormat, named.NumberFormat, Digits)
            && AreSame(culture.DateTimeFormat, named.DateTimeFormat, Dates)
            && AreSame(culture.DateTimeFormat, named.DateTimeFormat, Names);
    }

    private static bool AreSame<T>(T one, T other, Func<T, object>[] parts) =>
        ReferenceEquals(one, other) || !Array.Exists(parts, part => !part(one!).Equals(part(other!)));

    private static bool AreSame<T, TItem>(T one, T other, Func<T, TItem[]>[] parts)
        where TItem : IEquatable<TItem> =>
        ReferenceEquals(one, other) || !Array.Exists(parts, part => !part(one).AsSpan().SequenceEqual(part(other)));
}
