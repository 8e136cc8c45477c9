// PublishTrimmed=true
using System.Text.Json.Serialization;
using ProcessIsolate;

#if WRONG
internal record Order(int Count, string Name);

internal class Jobs
{
    [RunInProcess]
    public static int Count(Order order) => order.Count; // PISO401
}
#else
[assembly: RunInProcessJsonContext(typeof(OrderContext))]

internal record Order(int Count, string Name);

[JsonSerializable(typeof(Order))]
internal sealed partial class OrderContext : JsonSerializerContext;

internal class Jobs
{
    [RunInProcess]
    public static int Count(Order order) => order.Count;
}
#endif
