using System;

namespace ProcessIsolate.Values;

/// <summary>How large values of a type are where they stand in an object or array.</summary>
internal static class FieldSizes
{
    public static int OfPrimitive(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean or TypeCode.Byte or TypeCode.SByte => 1,
        TypeCode.Char or TypeCode.Int16 or TypeCode.UInt16 => 2,
        TypeCode.Int32 or TypeCode.UInt32 or TypeCode.Single => 4,
        TypeCode.Int64 or TypeCode.UInt64 or TypeCode.Double => 8,
        _ => IntPtr.Size,
    };

    public static object AllOnes(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => true,
        TypeCode.Byte => byte.MaxValue,
        TypeCode.SByte => (sbyte)-1,
        TypeCode.Char => char.MaxValue,
        TypeCode.Int16 => (short)-1,
        TypeCode.UInt16 => ushort.MaxValue,
        TypeCode.Int32 => -1,
        TypeCode.UInt32 => uint.MaxValue,
        TypeCode.Int64 => -1L,
        TypeCode.UInt64 => ulong.MaxValue,
        TypeCode.Single => BitConverter.Int32BitsToSingle(-1),
        TypeCode.Double => BitConverter.Int64BitsToDouble(-1),
        _ => type == typeof(nint) ? (object)(nint)(-1) : nuint.MaxValue,
    };
}
