using System;
using System.Globalization;
using System.Reflection;

namespace ProcessIsolate.Values.Tests.Describing;

/// <summary>Views of what cultures are made of: their classes fill their fields when asked.</summary>
internal static class CultureViews
{
    public static void View(Describer to, CultureInfo value)
    {
        to.Quoted(value.Name).Text(" sort=").Quoted(value.CompareInfo.Name).Text(value.IsReadOnly ? " read-only " : " ")
            .Text(value.UseUserOverride ? "user " : "").Text(value.Calendar.GetType().Name);
        if (!value.IsNeutralCulture)
        {
            Properties(to, value.NumberFormat);
            Properties(to, value.DateTimeFormat);
        }
    }

    public static void View(Describer to, NumberFormatInfo value) => Properties(to, value);

    public static void View(Describer to, DateTimeFormatInfo value) => Properties(to, value);

    public static void View(Describer to, Calendar value) => to.Text(value.IsReadOnly ? "read-only " : "").Slot(typeof(int), value.TwoDigitYearMax);

    public static void View(Describer to, CompareInfo value) => to.Quoted(value.Name);

    public static void View(Describer to, TextInfo value) => to.Quoted(value.CultureName).Text(value.IsReadOnly ? " read-only" : "");

    public static void View(Describer to, RegionInfo value) => to.Quoted(value.Name);

    public static void View(Describer to, TimeZoneInfo value) =>
        to.Quoted(value.Id).Quoted(value.ToSerializedString()).Text(ReferenceEquals(value, TimeZoneInfo.Utc) ? " UTC" : "");

    private static void Properties(Describer to, object value)
    {
        foreach (PropertyInfo property in value.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public))
        {
            to.Text(property.Name).Text("=");
            try
            {
                // The parts are made when asked for, and cultures share some of them.
                object? part = property.GetValue(value);
                to.Text(part switch
                {
                    string[] texts => string.Join('|', texts),
                    int[] numbers => string.Join('|', numbers),
                    _ => Convert.ToString(part, CultureInfo.InvariantCulture),
                } + " ");
            }
            catch (TargetInvocationException exception)
            {
                to.Text(exception.InnerException!.GetType().Name).Text(" ");
            }
        }
    }
}
