namespace ProcessIsolate.Rpc;

/// <summary>How much of an exception travels. A writer leaves out the rest, and a reader checks that it did.</summary>
internal static class ErrorLimits
{
    /// <summary>The JSON text of an error. The exceptions made from it take a multiple of that.</summary>
    public const int Bytes = 4 << 20;

    /// <summary>Exceptions inside each other.</summary>
    public const int InnerDepth = 16;

    /// <summary>Exceptions in all, the outermost included.</summary>
    public const int Exceptions = 1024;

    /// <summary>Entries of one exception's data. The base library's dictionary for them is a list that each new key is compared
    /// with.</summary>
    public const int DataEntries = 64;
}
