using System;

namespace ProcessIsolate.Values.Tests.Table;

/// <summary>Dates, times, zones.</summary>
internal static class TimeRows
{
    public static Row[] Rows =>
    [
        Row.Of(
            default, DateTime.MaxValue, new DateTime(2024, 2, 29, 1, 2, 3, 4, DateTimeKind.Utc), new DateTime(2024, 3, 10, 2, 30, 0, DateTimeKind.Local),
            DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Local), DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Local),
            new DateTime(638_000_000_123_456_789, DateTimeKind.Unspecified)),
        Row.Of<DateTime?>(null, DateTime.UnixEpoch),
        Row.Of(default, DateTimeOffset.MaxValue, new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(5.5)), DateTimeOffset.UnixEpoch),
        Row.Of(TimeSpan.Zero, TimeSpan.MinValue, TimeSpan.FromTicks(1_234_567_891)),
        Row.Of(DateOnly.MinValue, DateOnly.MaxValue, new DateOnly(2026, 1, 2)),
        Row.Of(TimeOnly.MinValue, TimeOnly.MaxValue, new TimeOnly(1, 2, 3, 4, 5)),
        Row.Of(Guid.Empty, new Guid("00112233-4455-6677-8899-aabbccddeeff")),
        Row.Of<TimeZoneInfo>(
            TimeZoneInfo.Utc, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), TimeZoneInfo.FindSystemTimeZoneById("America/New_York"),
            TimeZoneInfo.CreateCustomTimeZone("mine", TimeSpan.FromMinutes(95), "Mine", "My standard")),
        Row.Make<Random>(static () => new Random(5), static () => Used(new Random(7))),
    ];

    private static Random Used(Random random)
    {
        _ = random.Next();
        return random;
    }
}
