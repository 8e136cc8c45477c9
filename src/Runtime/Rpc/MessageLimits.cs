namespace ProcessIsolate.Rpc;

/// <summary>What one peer accepts from, and sends to, the other.</summary>
/// <param name="MaxMessageBytes">The length of a message's JSON text in bytes.</param>
/// <param name="MaxJsonDepth">The nesting of the JSON text.</param>
internal readonly record struct MessageLimits(int MaxMessageBytes, int MaxJsonDepth)
{
    public static readonly MessageLimits Default = new(
        ProcessPoolOptions.DefaultMaxMessageBytes, ProcessPoolOptions.DefaultMaxJsonDepth);
}
