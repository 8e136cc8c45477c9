using System;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace ProcessIsolate.Values.Tests.Describing;

/// <summary>Values without parts: their bits.</summary>
internal static class Leaves
{
    public static bool TryDescribe(StringBuilder text, object value)
    {
        Type type = value.GetType();
        if (type.IsEnum)
        {
            text.Append(':').Append(((Enum)value).ToString("x"));
            return true;
        }

        switch (value)
        {
            case double number:
                text.Append(CultureInfo.InvariantCulture, $":{BitConverter.DoubleToInt64Bits(number):x16}");
                return true;
            case float number:
                text.Append(CultureInfo.InvariantCulture, $":{BitConverter.SingleToInt32Bits(number):x8}");
                return true;
            case decimal number:
                text.Append(CultureInfo.InvariantCulture, $":{Hex(number)}");
                return true;
            case char unit:
                text.Append(CultureInfo.InvariantCulture, $":{(int)unit:x4}");
                return true;
            case bool flag:
                text.Append(CultureInfo.InvariantCulture, $":{Unsafe.As<bool, byte>(ref flag)}");
                return true;
        }

        if (type.IsPrimitive)
        {
            text.Append(':').Append(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture));
            return true;
        }

        return false;
    }

    private static string Hex(decimal number) => Convert.ToHexString(MemoryMarshal.AsBytes(new ReadOnlySpan<decimal>(in number)));
}
