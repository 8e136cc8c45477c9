using ProcessIsolate;

namespace Rules.PISO103;

#if WRONG
internal record Order(List<Line> Lines);

internal record Line(int Count, Action Handler);

internal class Jobs
{
    [RunInProcess]
    public static int Count(Order order) => order.Lines.Sum(line => line.Count); // PISO103
}
#else
internal record Order(List<Line> Lines);

internal record Line(int Count, string HandlerName);

internal class Jobs
{
    [RunInProcess]
    public static int Count(Order order) => order.Lines.Sum(line => line.Count);
}
#endif
