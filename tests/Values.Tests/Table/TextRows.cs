using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ProcessIsolate.Values.Tests.Table;

/// <summary>Texts, and what is about texts.</summary>
internal static class TextRows
{
    public static Row[] Rows =>
    [
        Row.Of<string?>(null, "", "plain", "\u00E4 \u20AC \uD83D\uDE00", "a\uD800b", "\uDC00\uD800", "\0\u0001\"\\", new string('x', 100_000)),
        Row.Of(new Rune('a'), new Rune(0x1F600)),
        Row.Make<StringBuilder>(static () => new StringBuilder(), static () => new StringBuilder("ab", 100).Append('c', 5000)),
        Row.Of<Uri>(
            new("https://a.b/c?d=e#f"), new("c d/x", UriKind.Relative), new("HTTP://A.B:80/%7e/../x"), new("file:///tmp/a%20b"),
            new("mailto:a@b.c"), new("http://b\u00FCcher.example/\u00E4")),
        Row.Of<Version>(new(1, 2), new(1, 2, 3), new(1, 2, 3, 4)),
        Row.Make<Regex>(
            static () => new Regex("a+(?<x>b)", RegexOptions.IgnoreCase), static () => new Regex("^\\d$", RegexOptions.Compiled, TimeSpan.FromSeconds(3)),
            static () => new Regex("a", RegexOptions.RightToLeft | RegexOptions.CultureInvariant)),
        Row.Of<Encoding>(
            Encoding.UTF8, Encoding.Unicode, Encoding.ASCII, Encoding.Latin1, new UTF8Encoding(false, true), new UTF32Encoding(true, false),
            Encoding.GetEncoding("us-ascii", new EncoderReplacementFallback("!"), new DecoderReplacementFallback("?"))),
        Row.Of<CultureInfo>(
            CultureInfo.InvariantCulture, CultureInfo.GetCultureInfo("de-DE"), new CultureInfo("tr-TR"), new CultureInfo("de-DE_phoneb"),
            new CultureInfo("sv")),
        Row.Make<CultureInfo?>(static () => null, static () => Changed("de-DE"), static () => Changed("en-US"), static () => Changed(""), static () => WithCalendar(),
            static () => CultureInfo.ReadOnly(Changed("it-IT"))),
        Row.Make<NumberFormatInfo>(static () => Changed("fr-FR").NumberFormat, static () => NumberFormatInfo.InvariantInfo),
        Row.Of<CompareInfo>(CultureInfo.GetCultureInfo("sv-SE").CompareInfo, CultureInfo.InvariantCulture.CompareInfo),
        Row.Of<RegionInfo>(new RegionInfo("CH")),
        Row.Of<StringComparer>(
            StringComparer.Ordinal, StringComparer.OrdinalIgnoreCase, StringComparer.InvariantCulture, StringComparer.InvariantCultureIgnoreCase,
            StringComparer.Create(CultureInfo.GetCultureInfo("tr-TR"), ignoreCase: true),
            StringComparer.Create(CultureInfo.GetCultureInfo("sv-SE"), CompareOptions.IgnoreNonSpace)),
        Row.Of<IEqualityComparer<string>>(EqualityComparer<string>.Default, StringComparer.Ordinal),
        Row.Of<IComparer<int>>(Comparer<int>.Default),
    ];

    private static CultureInfo WithCalendar()
    {
        CultureInfo changed = new("th-TH");
        changed.DateTimeFormat.Calendar = new GregorianCalendar();
        return changed;
    }

    private static CultureInfo Changed(string name)
    {
        CultureInfo changed = (CultureInfo)CultureInfo.GetCultureInfo(name).Clone();
        changed.NumberFormat.NumberDecimalSeparator = ".";
        changed.NumberFormat.NumberGroupSizes = [2, 3];
        changed.DateTimeFormat.ShortDatePattern = "yyyy-MM-dd";
        changed.DateTimeFormat.FirstDayOfWeek = DayOfWeek.Wednesday;
        return changed;
    }
}
