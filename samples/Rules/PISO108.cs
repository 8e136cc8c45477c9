// PublishTrimmed=true
using System.Text.Json.Serialization;
using ProcessIsolate;

[assembly: RunInProcessJsonContext(typeof(Rules.PISO108.LossContext))]

namespace Rules.PISO108;

[JsonSerializable(typeof(Order))]
internal sealed partial class LossContext : JsonSerializerContext;

#if WRONG
internal class Order
{
    private int discount;

    public int Total { get; set; }

    public void Grant(int percent) => discount = percent;

    public int Price() => Total - (Total * discount / 100);
}

internal class Jobs
{
    [RunInProcess]
    public static int Price(Order order) => order.Price(); // PISO108
}
#else
internal class Order
{
    public int Discount { get; set; }

    public int Total { get; set; }

    public int Price() => Total - (Total * Discount / 100);
}

internal class Jobs
{
    [RunInProcess]
    public static int Price(Order order) => order.Price();
}
#endif
