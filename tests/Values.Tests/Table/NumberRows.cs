using System;
using System.Numerics;
using System.Runtime.Intrinsics;
using ProcessIsolate.Values.Tests.Types;

namespace ProcessIsolate.Values.Tests.Table;

/// <summary>Numbers, with all their bits.</summary>
internal static class NumberRows
{
    public static Row[] Rows =>
    [
        Row.Of(false, true),
        Row.Of<byte>(0, 1, byte.MaxValue),
        Row.Of<sbyte>(0, sbyte.MinValue, sbyte.MaxValue),
        Row.Of<short>(-1, short.MinValue, short.MaxValue),
        Row.Of<ushort>(0, ushort.MaxValue),
        Row.Of(0, 1, -1, int.MinValue, int.MaxValue),
        Row.Of(0u, uint.MaxValue),
        Row.Of(0L, -1L, long.MinValue, long.MaxValue),
        Row.Of(0UL, ulong.MaxValue),
        Row.Of('a', '\0', '\u00E9', '\uD800', '\uFFFF'),
        Row.Of(0.0, -0.0, 1.5, double.NaN, double.Epsilon, double.NegativeInfinity, BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_1234)),
        Row.Of(0f, -0f, 0.1f, float.NaN, float.MaxValue, BitConverter.Int32BitsToSingle(unchecked((int)0xFFC0_0001))),
        Row.Of((Half)0, (Half)(-0.0), (Half)1.5, Half.NaN, Half.MinValue),
        Row.Of(0m, -0.0m, 1.50m, decimal.MaxValue, decimal.MinValue, new decimal(1, 0, 0, true, 28)),
        Row.Of(Int128.Zero, Int128.MinValue, Int128.MaxValue),
        Row.Of(UInt128.Zero, UInt128.MaxValue),
        Row.Of(BigInteger.Zero, BigInteger.MinusOne, BigInteger.Pow(7, 200), -BigInteger.Pow(2, 64), new BigInteger(int.MinValue)),
        Row.Of(Complex.Zero, new Complex(-0.0, double.NaN), new Complex(1, -2)),
        Row.Of(Small.None, Small.Some, (Small)7),
        Row.Of(Wide.None, Wide.High | Wide.Low, (Wide)long.MaxValue),
        Row.Of(DayOfWeek.Friday, (DayOfWeek)99),
        Row.Of<int?>(null, 0, 3),
        Row.Of<double?>(null, double.NaN),
        Row.Of<Small?>(null, Small.Some),
        Row.Of<decimal?>(null, 1.0m),
        Row.Of(new Vector2(1, -0f), Vector2.Zero),
        Row.Of(new Vector3(1, 2, float.NaN)),
        Row.Of(new Vector4(1, 2, 3, 4)),
        Row.Of(new Plane(1, 2, 3, 4)),
        Row.Of(new Quaternion(1, 2, 3, 4), Quaternion.Identity),
        Row.Of(Matrix3x2.Identity, new Matrix3x2(1, 2, 3, 4, 5, 6)),
        Row.Of(Matrix4x4.Identity, Matrix4x4.CreateRotationX(1)),
        Row.Of(new Vector<int>(5), Vector<int>.Zero),
        Row.Of(Vector128.Create(1, 2, 3, 4)),
        Row.Of(Vector256.Create(1.5)),
        Row.Of(new Index(3), new Index(2, fromEnd: true)),
        Row.Of(1..2, ..^1, Range.All),
    ];
}
