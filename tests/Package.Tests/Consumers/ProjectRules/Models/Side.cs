namespace Models;

public sealed class Side(int length)
{
    private readonly Unit unit = new() { Factor = 1 };

    public int Length => length * unit.Factor;

    private sealed class Unit
    {
        public int Factor { get; set; }
    }
}
