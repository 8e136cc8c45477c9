namespace ProcessIsolate.Values.Tests.Types;

/// <summary>Holds what only this file can name.</summary>
public sealed class KeepsSecret
{
    private readonly object secret = new Secret(4) { Text = "local" };
    private readonly object value = new SecretValue { Number = 3, Ratio = 0.5 };

    public override string ToString() => $"{secret} {value}";
}

file sealed class Secret(int number)
{
    public string? Text { get; set; }

    public override string ToString() => $"{number} {Text}";
}

file struct SecretValue
{
    public int Number;
    public double Ratio;

    public override readonly string ToString() => $"{Number} {Ratio}";
}
