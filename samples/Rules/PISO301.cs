using ProcessIsolate;

namespace Rules.PISO301;

#if WRONG
internal static class Prices
{
    private static readonly Guid Batch = Guid.NewGuid();
    private static decimal rate = 1;
    private static int asked;

    public static void Configure(decimal newRate) => rate = newRate;

    [RunInProcess]
    public static decimal Of(decimal amount)
    {
        asked++; // PISO301
        return amount * rate; // PISO301
    }

    [RunInProcess]
    public static string Receipt(decimal amount) => $"{Batch}: {amount}"; // PISO301
}
#else
internal static class Prices
{
    private static readonly decimal[] Steps = [1, 10, 100];
    private static Dictionary<string, decimal> discounts = [];

    [WorkerInitializer]
    public static void Load() => discounts = new() { ["spring"] = 0.9m };

    [RunInProcess]
    public static decimal Of(decimal amount, decimal rate, string season) =>
        amount * rate * discounts.GetValueOrDefault(season, 1) + Steps[0];

    [RunInProcess]
    public static string Receipt(decimal amount, Guid batch) => $"{batch}: {amount}";
}
#endif
