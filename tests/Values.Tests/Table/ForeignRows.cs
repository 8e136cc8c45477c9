using System.Collections.Generic;
using System.Linq;
using System.Net;
using Humanizer;
using MathNet.Numerics.Interpolation;
using MathNet.Numerics.LinearAlgebra;
using Newtonsoft.Json.Linq;
using NodaTime;
using UnitsNet;

namespace ProcessIsolate.Values.Tests.Table;

/// <summary>Values of libraries from packages.</summary>
internal static class ForeignRows
{
    private static readonly LocalDateTime Noon = new(2024, 2, 29, 12, 30, 15);

    public static Row[] Rows =>
    [
        Row.Of(Instant.FromUtc(2024, 2, 29, 1, 2), Instant.MaxValue),
        Row.Of(NodaTime.Duration.FromHours(1.5)),
        Row.Of(new LocalDate(2024, 2, 29), LocalDate.MinIsoValue),
        Row.Of(new LocalTime(1, 2, 3, 4)),
        Row.Of(Noon),
        Row.Of(Noon.WithOffset(Offset.FromHours(2))),
        Row.Make<Period>(static () => Period.FromDays(3) + Period.FromHours(4), static () => Period.Zero),
        Row.Of(new Interval(Instant.MinValue, Instant.FromUnixTimeSeconds(5))),
        Row.Of(ByteSize.FromKilobytes(1.5), default),
        Row.Make<Vector<double>>(static () => Vector<double>.Build.Dense([1.5, -0.0, 3])),
        Row.Make<Matrix<double>>(static () => Matrix<double>.Build.Dense(2, 2, [1, 2, 3, 4]), static () => Matrix<double>.Build.Sparse(3, 3)),
        Row.Make<CubicSpline>(static () => CubicSpline.InterpolateNatural([0, 1, 2, 3, 4.0], [1, 3, 2, 5, 4.0])),
        Row.Of(Length.FromMeters(1.5), Length.FromFeet(-3)),
        Row.Of(Mass.FromKilograms(2)),
        Row.Of<IPNetwork2>(IPNetwork2.Parse("192.0.2.0/24"), IPNetwork2.Parse("2001:db8::/32")),
        Row.Make<JToken>(static () => JToken.Parse("{\"a\":[1,null,\"x\",1.5]}"), static () => new JValue(5), static () => new JArray(1, "b")),
        Row.Make<JObject>(static () => JObject.Parse("{\"b\":{\"c\":true},\"a\":1}")),
        Row.Make<List<KeyValuePair<LocalDate, ByteSize>>>(
            static () => [.. new[] { KeyValuePair.Create(new LocalDate(2024, 1, 1), ByteSize.FromBits(9)) }.Where(static pair => pair.Value.Bits > 1)]),
    ];
}
