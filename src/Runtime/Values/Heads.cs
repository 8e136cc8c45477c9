namespace ProcessIsolate.Values;

/// <summary>What a reference begins with.</summary>
internal static class Heads
{
    public const int Null = 0;

    /// <summary>A new object of the declared type; one more: its type follows.</summary>
    public const int New = 1;

    /// <summary>The same, but its body comes after all that is being written now.</summary>
    public const int Late = 3;

    /// <summary>A static readonly field of the object's own type, by type and index.</summary>
    public const int Static = 5;

    /// <summary>In an answer: an object of the request, by its number there, and what has become of it.</summary>
    public const int Received = 6;

    /// <summary>The same, but what has become of it comes after all that is being written now.</summary>
    public const int ReceivedLate = 7;

    /// <summary>From here on: an object that was met before, by its number.</summary>
    public const int FirstBack = 8;
}
