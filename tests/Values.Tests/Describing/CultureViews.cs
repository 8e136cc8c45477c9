using System;
using System.Globalization;
using System.Reflection;

namespace ProcessIsolate.Values.Tests.Describing;

/// <summary>Views of what cultures are made of: their classes fill their fields when asked.</summary>
internal static class CultureViews
{
    public static void View(Describer to, CultureInfo value)
    {
        to.Quoted(value.Name).Named(" sort", value.CompareInfo).Text(value.IsReadOnly ? "read-only " : "").Text(value.UseUserOverride ? "user " : "")
            .Named("calendar", value.Calendar);
        if (!value.IsNeutralCulture)
        {
            to.Named("numbers", value.NumberFormat).Named("dates", value.DateTimeFormat);
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
                to.Slot(property.PropertyType, property.GetValue(value)).Text(" ");
            }
            catch (TargetInvocationException exception)
            {
                to.Text(exception.InnerException!.GetType().Name).Text(" ");
            }
        }
    }
}
