namespace ProcessIsolate.Serialization;

/// <summary>From which size on a value follows its message as raw bytes. Measured; docs/performance.md tells how.</summary>
internal static class RawThresholds
{
    /// <summary>Bytes of an array of numbers, which is JSON text below: one <see cref="double"/>.</summary>
    public const int NumberBytes = 8;

    /// <summary>The same for an array of <see cref="byte"/>, whose text, Base64, is quickly made.</summary>
    public const int Base64Bytes = 256;

    /// <summary>UTF-16 units of a text, which is a JSON string below.</summary>
    public const int TextUnits = 64;

    /// <summary>Whether so many numbers are to be sent raw.</summary>
    public static bool IsRaw<T>(long bytes) => bytes >= (typeof(T) == typeof(byte) ? Base64Bytes : NumberBytes);
}
